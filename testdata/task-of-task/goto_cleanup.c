// A way out that passes by the second await.
#include <stdlib.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

int show_bad(void *user, size_t size, cancel_token token) {
  task *inner = NULL;
  char *buffer = NULL;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  // expect@-1: task-of-task
  if (status != 0)
    goto out;
  status = TASK_ENOMEM;
  buffer = malloc(size);
  if (!buffer)
    goto out;
  status = task_await(inner, NULL);
out:
  free(buffer);
  return status;
}

int show_ok(void *user, size_t size, cancel_token token) {
  task *inner = NULL;
  int status = TASK_ENOMEM;
  char *buffer = malloc(size);
  if (!buffer)
    goto out;
  status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  if (status != 0)
    goto out;
  status = task_await(inner, NULL);
out:
  free(buffer);
  return status;
}
