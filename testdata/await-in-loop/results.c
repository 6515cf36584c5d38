// The results go into an array, or into a sum.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int array_bad(int *sizes, int *results, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count; i++)
    status |= task_await(task_run(load, &sizes[i], sizeof *results, token), &results[i]);
  // expect@-1: await-in-loop
  return status;
}

int sum_bad(int *sizes, int count, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < count; i++) {
    int size = 0;
    if (task_await(task_run(load, &sizes[i], sizeof size, token), &size) == 0)
      sum += size;
    // expect@-2: await-in-loop
  }
  return sum;
}
