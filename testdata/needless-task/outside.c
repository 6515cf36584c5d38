// silent
// Where no task runs, or nobody knows, the body needs one.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int exported_ok(int *ms, cancel_token token) {
  return task_await(task_run(load, ms, 0, token), NULL);
}

static int helper_ok(int *ms) {
  return task_await(task_run(load, ms, 0, CANCEL_NONE), NULL);
}

static int work(void *arg, cancel_token token, void *result) {
  return helper_ok(arg); // main calls it, too
}

int main(void) {
  int ms = 1;
  int status = task_await(task_run(load, &ms, 0, CANCEL_NONE), NULL);
  status |= helper_ok(&ms);
  return status | task_wait(task_run(work, &ms, 0, CANCEL_NONE));
}
