// silent
// The first status is looked at before the second operation begins.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int tested_ok(int left, int right, cancel_token token) {
  int status = task_await(task_run(load, &left, 0, token), NULL);
  if (status != 0)
    return status;
  return task_await(task_run(load, &right, 0, token), NULL);
}

int short_ok(int left, int right, cancel_token token) {
  return task_await(task_run(load, &left, 0, token), NULL) == 0 &&
         task_await(task_run(load, &right, 0, token), NULL) == 0;
}
