// silent
// Clean-up gets a little time of its own and must not be cancelled.
#include <taskrt/task.h>

static int flush(int ms, cancel_token token) {
  return task_delay(ms, token);
}

int save_ok(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status != 0) {
    cancel_source *limit = cancel_source_create();
    if (!limit)
      return status;
    cancel_source_cancel_after(limit, 100);
    status |= flush(1, cancel_source_token(limit));
    cancel_source_destroy(limit);
  }
  return status;
}

int store_close(int ms, cancel_token token) {
  int asked = cancel_requested(token);
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = flush(ms + asked, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
