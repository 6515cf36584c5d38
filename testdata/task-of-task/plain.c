// The inner task is never awaited, or only on one way out.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

int never_bad(void *user, cancel_token token) {
  task *inner = NULL;
  task *outer = task_run(start_load, user, sizeof(task *), token);
  return task_await(outer, &inner); // expect: task-of-task "is never awaited"
}

int some_bad(void *user, cancel_token token) {
  task *inner = NULL;
  task *outer = task_run(start_load, user, sizeof(task *), token);
  int status = task_await(outer, &inner); // expect: task-of-task "is not awaited on every path"
  if (status != 0)
    return status;
  if (!user)
    return TASK_EINVAL;
  return task_await(inner, NULL);
}

int both_ok(void *user, cancel_token token) {
  task *inner = NULL;
  task *outer = task_run(start_load, user, sizeof(task *), token);
  int status = task_await(outer, &inner);
  return status ? status : task_await(inner, NULL);
}
