// The helper stands in a header, so the rule about its signature speaks, at its definition.
#include "pages.h"

int pages_load(int count, cancel_token token) {
  int status = cancel_check(token);
  while (count-- > 0 && status == 0)
    status = page_load(count);
  return status;
}
