// With break, do, and goto.
#include <taskrt/task.h>

int broken_bad(task *loading, cancel_token token) {
  int status;
  for (;;) {
    if (task_is_done(loading)) // expect: polling-wait
      break;
    status = task_delay(10, token);
    if (status != 0)
      break;
  }
  return task_await(loading, NULL);
}

int later_bad(task *loading, cancel_token token) {
  int status;
  do
    status = task_delay(10, token);
  while (!task_is_done(loading)); // expect: polling-wait
  return status | task_await(loading, NULL);
}

int jumping_bad(const int *size, cancel_token token) {
  int status = 0;
again:
  if (*size != 0) // expect: polling-wait
    return status;
  status |= task_delay(10, token);
  goto again;
}
