// Tried again with a token that stays cancelled.
#include <taskrt/task.h>

int retry_bad(int ms, cancel_token token) {
  int status;
again:
  status = task_delay(ms, token);
  if (status == TASK_ECANCELED) // expect: swallowed-cancellation "is tried again"
    goto again;
  return status;
}

int loop_bad(int ms, cancel_token token) {
  for (;;) {
    int status = task_delay(ms, token);
    if (status == TASK_ECANCELED) // expect: swallowed-cancellation
      continue;
    return status;
  }
}

int timeout_ok(int ms, cancel_token token) {
  for (;;) {
    int status = task_delay(ms, token);
    if (status == TASK_ETIMEDOUT)
      continue;
    return status;
  }
}
