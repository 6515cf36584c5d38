// silent
// The second needs what the first gave.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int chained_ok(int left, cancel_token token) {
  int size = 0;
  int first = task_await(task_run(load, &left, sizeof size, token), &size);
  int second = task_await(task_run(load, &size, 0, token), NULL);
  return first | second;
}

int status_ok(int left, cancel_token token) {
  int first = task_await(task_run(load, &left, 0, token), NULL);
  int second = task_await(task_run(load, &first, 0, token), NULL);
  return first | second;
}
