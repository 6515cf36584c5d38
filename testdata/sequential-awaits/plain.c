// Two loads of different things, one after the other.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int both_bad(int left, int right, cancel_token token) {
  int first = task_await(task_run(load, &left, 0, token), NULL);
  int second = task_await(task_run(load, &right, 0, token), NULL);
  // expect@-1: sequential-awaits "waits for the operation before it"
  return first ? first : second;
}

int together_ok(int left, int right, cancel_token token) {
  task *one = task_run(load, &left, 0, token), *other = task_run(load, &right, 0, token);
  int first = task_await(one, NULL), second = task_await(other, NULL);
  return first ? first : second;
}
