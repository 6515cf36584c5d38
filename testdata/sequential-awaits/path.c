// The notes name both operations.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int both_bad(int left, int right, cancel_token token) {
  task *one = task_run(load, &left, 0, token); // note: "start both, then await both"
  int first = task_await(one, NULL);           // note: "the operation before it is awaited here"
  task *other = task_run(load, &right, 0, token);
  // expect@-1: sequential-awaits "this waits for the operation before it and needs nothing of it"
  int second = task_await(other, NULL);
  return first | second;
}
