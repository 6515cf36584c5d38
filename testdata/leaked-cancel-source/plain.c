// A source that is never destroyed, one that is dropped at once, and one that is fine.
#include <taskrt/task.h>

int never_bad(int ms) {
  cancel_source *limit = cancel_source_create();
  // expect@-1: leaked-cancel-source "from `cancel_source_create` is never destroyed"
  if (!limit)
    return TASK_ENOMEM;
  return task_delay(ms, cancel_source_token(limit));
}

int dropped_bad(int ms, cancel_token token) {
  return task_delay(ms, cancel_source_token(cancel_source_create_linked(token)));
  // expect@-1: leaked-cancel-source
}

int fine_ok(int ms) {
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
