// The inner task goes to functions: one that awaits it, one that only looks.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

static int finish(task *t) {
  return t ? task_await(t, NULL) : 0;
}

static int look(task *t) {
  return task_is_done(t);
}

int looks_bad(void *user, cancel_token token) {
  task *inner = NULL;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  // expect@-1: task-of-task
  if (status != 0)
    return status;
  return look(inner); // note: "`look` does not take `inner`"
}

int finishes_ok(void *user, cancel_token token) {
  task *inner = NULL;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  return status ? status : finish(inner);
}
