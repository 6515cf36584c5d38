// silent
// A round uses what the one before gave.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int follow_ok(int page, cancel_token token) {
  int next = page, status = 0;
  while (next > 0 && status == 0) {
    int from = next;
    status = task_await(task_run(load, &from, sizeof next, token), &next);
  }
  return status;
}

int status_ok(int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count; i++) {
    int size = i + status;
    status = task_await(task_run(load, &size, 0, token), NULL);
  }
  return status;
}
