// silent
// The owner of the cancellation may call it what it likes.
#include <taskrt/task.h>

int limited_ok(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  if (status == TASK_ECANCELED)
    return 0;
  return status;
}

int tokenless_ok(task *saving) {
  int status = task_await(saving, NULL);
  if (status == TASK_ECANCELED)
    return 0;
  return status;
}

int stop_ok(cancel_source *source, task *saving, cancel_token token) {
  cancel_request(source);
  int first = cancel_check(token), status = task_await(saving, NULL);
  if (status == TASK_ECANCELED)
    return 0;
  return first ? first : status;
}
