// silent
// Something happens between start and await, or may happen.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int other(int n) {
  return n + 1;
}

static int work_ok(void *arg, cancel_token token, void *result) {
  task *loading = task_run(load, arg, 0, token);
  int n = other(3);
  return task_await(loading, NULL) + n;
}

static int two_ok(void *arg, cancel_token token, void *result) {
  task *first = task_run(load, arg, 0, token);
  task *second = task_run(load, arg, 0, token);
  int status = task_await(first, NULL);
  int last = task_await(second, NULL);
  return status ? status : last;
}

static int branch_ok(void *arg, cancel_token token, void *result) {
  task *loading = task_run(load, arg, 0, token);
  int ms = *(int *)arg;
  if (ms > 3)
    ms = other(ms);
  return task_await(loading, NULL) + ms;
}

static int all(void *arg, cancel_token token, void *result) {
  return work_ok(arg, token, NULL) | two_ok(arg, token, NULL) | branch_ok(arg, token, NULL);
}

int main(void) {
  int ms = 1;
  return task_wait(task_run(all, &ms, 0, CANCEL_NONE));
}
