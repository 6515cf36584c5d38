// A macro that awaits and returns early.
#include <taskrt/task.h>

#define TRY(call)                                                                                  \
  do {                                                                                             \
    int tried_ = (call);                                                                           \
    if (tried_ != 0)                                                                               \
      return tried_;                                                                               \
  } while (0)

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

int show_bad(void *user, int quick, cancel_token token) {
  task *inner = NULL;
  TRY(task_await(task_run(start_load, user, sizeof(task *), token), &inner));
  // expect@-1: task-of-task
  if (quick)
    return 0;
  return task_await(inner, NULL);
}

int show_ok(void *user, cancel_token token) {
  task *inner = NULL;
  TRY(task_await(task_run(start_load, user, sizeof(task *), token), &inner));
  TRY(task_await(inner, NULL));
  return 0;
}
