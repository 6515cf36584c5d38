// Several tasks, or one element of an array.
#include <taskrt/task.h>

int last_bad(task **loading, cancel_token token) {
  int status = 0;
  while (!task_is_done(loading[0]) || !task_is_done(loading[1])) // expect: polling-wait
    status |= task_delay(10, token);
  return status;
}

int element_bad(const int *sizes, cancel_token token) {
  int status = 0;
  while (sizes[3] == 0) // expect: polling-wait
    status |= task_delay(10, token);
  return status;
}
