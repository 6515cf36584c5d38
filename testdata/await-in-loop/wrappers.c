// A function that gives the task.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static task *load_async(int *what, cancel_token token) {
  return task_run(load, what, 0, token);
}

int given_bad(int *sizes, int count, cancel_token token) {
  int status = 0;
  while (count-- > 0)
    status |= task_await(load_async(&sizes[count], token), NULL);
  // expect@-1: await-in-loop
  return status;
}
