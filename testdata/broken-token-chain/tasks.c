// The token of the body of a task, and a helper that starts and awaits.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int load_now(int ms) {
  task *loading = task_run(load, &ms, 0, CANCEL_NONE);
  // expect@-1: needless-task
  return task_await(loading, NULL);
}

static int body_bad(void *arg, cancel_token token, void *result) {
  int status = cancel_check(token);
  return status ? status : load_now(3);
  // expect@-1: broken-token-chain "`load_now`"
}

int run(void) {
  return task_wait(task_run(body_bad, NULL, 0, CANCEL_NONE));
}
