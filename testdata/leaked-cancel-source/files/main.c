// Over several files: the maker is in another one.
#include "limit.h"

int ping_bad(cancel_token token) {
  cancel_source *limit = limit_new(100, token);
  // expect@-1: leaked-cancel-source "`limit_new`"
  if (!limit)
    return TASK_ENOMEM;
  limit_extend(limit, 200);
  return task_delay(10, cancel_source_token(limit));
}
