// silent
// A comment says why; delays are there to take their time; overlapping is done already.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int commented_ok(int left, int right, cancel_token token) {
  int first = task_await(task_run(load, &left, 0, token), NULL);
  // The server takes one request at a time.
  int second = task_await(task_run(load, &right, 0, token), NULL);
  return first | second;
}

int direct_ok(cancel_token token) {
  int first = task_delay(1, token);
  int second = task_delay(2, token);
  return first | second;
}

int all_ok(int left, int right, cancel_token token) {
  task *both[2] = {task_run(load, &left, 0, token), task_run(load, &right, 0, token)};
  return task_await(task_when_all(both, 2), NULL);
}
