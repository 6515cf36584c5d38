// A task that somebody else started is awaited, whatever the token says.
#include <taskrt/task.h>

int join_bad(task *running, cancel_token token) { // expect: unused-token
  return task_await(running, NULL);
}

int join_ok(task *running, cancel_token token) {
  int status = task_await(running, NULL);
  return status ? status : cancel_check(token);
}

static int join_static_bad(task *running, cancel_token token) { // expect: unused-token
  return task_await(running, NULL);
}

int join_both(task *first, task *second, cancel_token token) {
  int status = join_static_bad(first, token), last = join_ok(second, token);
  return status ? status : last;
}
