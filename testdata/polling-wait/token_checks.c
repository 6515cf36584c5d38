// silent
// The loop waits for two things.
#include <taskrt/task.h>

int either_ok(task *loading, cancel_token token) {
  int status = 0;
  while (!task_is_done(loading) && !cancel_requested(token))
    status |= task_delay(10, CANCEL_NONE); // the token is looked at above
  return status | task_await(loading, NULL);
}
