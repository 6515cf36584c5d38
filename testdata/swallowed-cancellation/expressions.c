// In a condition with others, and in a conditional expression.
#include <taskrt/task.h>

int assigned_bad(int ms, cancel_token token) {
  int status;
  if ((status = task_delay(ms, token)) == TASK_ECANCELED) // expect: swallowed-cancellation
    return 0;
  return status;
}

int chosen_bad(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  return status == TASK_ECANCELED ? 0 : status; // expect: swallowed-cancellation
}
