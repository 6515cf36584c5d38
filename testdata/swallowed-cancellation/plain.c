// The cancelled status becomes 0, and is handed on.
#include <taskrt/task.h>

int save_bad(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status == TASK_ECANCELED) // expect: swallowed-cancellation "turned into success"
    return 0;
  return status;
}

int save_ok(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status == TASK_ECANCELED)
    return status;
  return status == TASK_ETIMEDOUT ? 0 : status;
}
