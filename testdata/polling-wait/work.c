// silent
// Something is done in the meantime.
#include <stdio.h>
#include <taskrt/task.h>

int progress_ok(task *loading, cancel_token token) {
  int status = 0;
  while (!task_is_done(loading)) {
    putchar('.');
    status |= task_delay(100, token);
  }
  return status | task_await(loading, NULL);
}

void poke(void);

int poking_ok(const int *size, cancel_token token) {
  int status = 0;
  while (*size == 0) {
    poke();
    status |= task_delay(100, token);
  }
  return status;
}
