// In the inner of two loops; and in the outer one, around a loop without tasks.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int inner_bad(int *sizes, int rows, int columns, cancel_token token) {
  int status = 0;
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      status |= task_await(task_run(load, &sizes[column], 0, token), NULL);
  // expect@-1: await-in-loop
  return status;
}

int outer_bad(int *sizes, int rows, cancel_token token) {
  int status = 0;
  for (int row = 0; row < rows; row++) {
    for (int k = 0; k < row; k++)
      sizes[row] += k;
    status |= task_await(task_run(load, &sizes[row], 0, token), NULL);
    // expect@-1: await-in-loop
  }
  return status;
}
