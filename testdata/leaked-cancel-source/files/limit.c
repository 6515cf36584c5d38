// Gives a source to its caller.
#include "limit.h"

cancel_source *limit_new(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (limit)
    cancel_source_cancel_after(limit, ms);
  return limit;
}

void limit_extend(cancel_source *limit, int ms) {
  cancel_source_cancel_after(limit, ms);
}
