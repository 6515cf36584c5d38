// The operation is a function of the program.
#include <taskrt/task.h>

static int step(int ms, cancel_token token) {
  return task_delay(ms, token);
}

int steps_bad(int count, cancel_token token) {
  while (count-- > 0) {
    int status = step(count, token);
    if (status == TASK_ECANCELED) // expect: swallowed-cancellation "`step`"
      return 0;
    if (status != 0)
      return status;
  }
  return 0;
}

static int measure(int ms) {
  return ms;
}

int unrelated_ok(int ms, cancel_token token) {
  int status = cancel_check(token), measured = measure(ms);
  if (measured == TASK_ECANCELED)
    return 0;
  return status;
}
