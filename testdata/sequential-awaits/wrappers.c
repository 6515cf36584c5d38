// Functions that give a task.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static task *load_async(int *what, cancel_token token) {
  return task_run(load, what, 0, token);
}

static task *save_async(int *what, cancel_token token) {
  return task_run(load, what, 0, token);
}

int given_bad(int left, int right, cancel_token token) {
  int first = task_await(load_async(&left, token), NULL);
  int second = task_await(load_async(&right, token), NULL);
  // expect@-1: sequential-awaits
  return first | second;
}

int different_ok(int left, int right, cancel_token token) {
  int first = task_await(save_async(&left, token), NULL);
  int second = task_await(load_async(&right, token), NULL);
  return first | second;
}
