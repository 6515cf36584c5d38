// silent
// The tasks are joined, in the loop or behind it.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

int joined_ok(int *requests, cancel_token token) {
  task *serving[16];
  for (int i = 0; i < 16; i++)
    serving[i] = task_run(serve, &requests[i], 0, token);
  return task_await(task_when_all(serving, 16), NULL);
}

int each_ok(int *requests, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count; i++) {
    task *serving = task_run(serve, &requests[i], 0, token); // one at a time
    status |= task_await(serving, NULL);
  }
  return status;
}
