// The body or the giver comes through a pointer.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int body_bad(task_fn body, task_fn other, int left, int right, cancel_token token) {
  int first = task_await(task_run(body, &left, 0, token), NULL);
  int second = task_await(task_run(other, &right, 0, token), NULL);
  // expect@-1: sequential-awaits
  return first | second;
}
