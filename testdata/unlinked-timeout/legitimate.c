// silent
// Linked ones, in every form.
#include <taskrt/task.h>

static cancel_source *linked(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (limit)
    cancel_source_cancel_after(limit, ms);
  return limit;
}

int wrapped_ok(int ms, cancel_token token) {
  cancel_source *limit = linked(100, token);
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

int both_ok(int ms, cancel_token token) {
  cancel_source *outer = cancel_source_create_linked(token);
  if (!outer)
    return TASK_ENOMEM;
  cancel_source *limit = cancel_source_create_linked(cancel_source_token(outer));
  if (!limit) {
    cancel_source_destroy(outer);
    return TASK_ENOMEM;
  }
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  cancel_source_destroy(outer);
  return status;
}
