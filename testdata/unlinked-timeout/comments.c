// A comment says why, and is enough.
#include <taskrt/task.h>

int goodbye_ok(int ms, cancel_token token) {
  int asked = cancel_requested(token);
  // The last words have to get out, whatever the caller wants.
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms + asked, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

int goodbye_bad(int ms, cancel_token token) {
  int asked = cancel_requested(token);

  cancel_source *limit = cancel_source_create();
  // expect@-1: unlinked-timeout
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms + asked, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
