// silent
// Loops that do something, retry something, or wait in better ways.
#include <taskrt/task.h>
#include <unistd.h>

static int attempt(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

int retry_ok(void *arg, cancel_token token) {
  int status = attempt(arg, token, NULL);
  while (status == TASK_ETIMEDOUT) {
    status = task_delay(100, token);
    if (status == 0)
      status = attempt(arg, token, NULL);
  }
  return status;
}

int tick_ok(int *ticks, cancel_token token) {
  int status = 0;
  while (*ticks < 10 && status == 0) {
    ++*ticks;
    status = task_delay(100, token);
  }
  return status;
}

void beat_ok(void) {
  for (;;)
    sleep(1);
}
