// A second inner task in the place of the first.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

int twice_bad(void *a, void *b, cancel_token token) {
  task *inner = NULL;
  int status = task_await(task_run(start_load, a, sizeof(task *), token), &inner);
  // expect@-1: task-of-task
  if (status != 0)
    return status;
  inner = task_run(load, b, 0, token); // note: "`inner` is overwritten here"
  return task_await(inner, NULL);
}

int twice_ok(void *a, void *b, cancel_token token) {
  task *inner = NULL;
  int status = task_await(task_run(start_load, a, sizeof(task *), token), &inner);
  if (status != 0)
    return status;
  status = task_await(inner, NULL);
  if (status != 0)
    return status;
  inner = task_run(load, b, 0, token);
  return task_await(inner, NULL);
}
