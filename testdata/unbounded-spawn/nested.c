// In the inner loop: told once.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

void nested_bad(int *requests, int rows, int columns, cancel_token token) {
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      task_detach(task_run(serve, &requests[column], 0, token), NULL, NULL);
  // expect@-1: unbounded-spawn
}
