// silent
// Loops that end by themselves.
#include <taskrt/task.h>

int counted_ok(int rounds, cancel_token token) {
  int status = 0;
  while (rounds-- > 0 && status == 0)
    status = task_delay(10, token);
  return status;
}

int backoff_ok(int ms, cancel_token token) {
  int status = 0;
  for (; ms < 1000 && status == 0; ms *= 2)
    status = task_delay(ms, token);
  return status;
}
