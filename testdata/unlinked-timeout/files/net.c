// The operation is in another file.
#include "net.h"

int net_fetch_bad(int ms, cancel_token token) {
  int status = net_step(1, token);
  if (status != 0)
    return status;
  cancel_source *limit = cancel_source_create();
  // expect@-1: unlinked-timeout
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  status = net_step(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
