// Something is done before 0 is returned.
#include <taskrt/task.h>

#include <stdio.h>

int save_bad(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status == TASK_ECANCELED) { // expect: swallowed-cancellation
    puts("given up");
    ms = 0;
    return 0;
  }
  return status;
}

int reported_ok(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status == TASK_ECANCELED)
    puts("given up");
  return status;
}
