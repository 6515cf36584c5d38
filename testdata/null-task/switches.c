// A switch with an arm that gives nothing.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *by_mode(int mode) {
  switch (mode) {
  case 1:
    return task_run(fetch, NULL, 0, CANCEL_NONE);
  case 2:
    return task_delay_async(5, CANCEL_NONE);
  default:
    return NULL; // expect: null-task "`by_mode`"
  }
}

int by_mode_bad(int mode) {
  return task_await(by_mode(mode), NULL);
}

static task *complete(int mode) {
  switch (mode) {
  case 1:
    return task_run(fetch, NULL, 0, CANCEL_NONE);
  default:
    return task_delay_async(5, CANCEL_NONE);
  }
}

int complete_ok(int mode) {
  return task_await(complete(mode), NULL);
}
