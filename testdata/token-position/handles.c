// Handles are what a function works on.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

int join_bad(cancel_token token, task *work) { // expect: token-position "before `work`"
  int status = task_delay(1, token);
  int failed = task_await(work, NULL);
  return status ? status : failed;
}

int join_ok(task *work, cancel_token token) {
  int status = task_delay(1, token);
  int failed = task_await(work, NULL);
  return status ? status : failed;
}

int stop_bad(cancel_token token, cancel_source *others) {
  // expect@-1: token-position "before `others`"
  cancel_request(others);
  return task_delay(1, token);
}

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

// Given out.
int begin_ok(int fd, cancel_token token, task **out) {
  *out = task_run(work, NULL, 0, token);
  return task_delay((unsigned)fd, token);
}
