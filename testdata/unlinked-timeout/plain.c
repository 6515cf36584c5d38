// A timeout of its own, and one that is linked.
#include <taskrt/task.h>

int fetch_bad(int ms, cancel_token token) {
  if (cancel_requested(token))
    return TASK_ECANCELED;
  cancel_source *limit = cancel_source_create();
  // expect@-1: unlinked-timeout "the timeout of `limit` is not linked to `token`"
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

int fetch_ok(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
