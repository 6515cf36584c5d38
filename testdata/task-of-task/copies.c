// The handle is copied, and the copy is dropped or awaited.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

struct job {
  task *inner;
  int tries;
};

int local_bad(void *user, cancel_token token) {
  struct job job = {NULL, 0};
  task *inner = NULL;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  // expect@-1: task-of-task
  if (status != 0)
    return status;
  job.inner = inner;
  return job.tries;
}

int local_ok(void *user, cancel_token token) {
  struct job job = {NULL, 0};
  task *inner = NULL;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  if (status != 0)
    return status;
  job.inner = inner;
  return task_await(job.inner, NULL);
}
