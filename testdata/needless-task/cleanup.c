// Early returns and clean-up around it.
#include <stdlib.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int save_bad(void *arg, cancel_token token, void *result) {
  int status = cancel_check(token), *copy = NULL;
  if (status != 0)
    return status;
  copy = malloc(sizeof *copy);
  if (!copy)
    goto out;
  *copy = 3;
  status = task_await(task_run(load, copy, 0, token), NULL);
  // expect@-1: needless-task
  if (status != 0)
    goto out;
  status = task_await(task_start(load, copy, 0, CANCEL_NONE), NULL); // commit: not to be cut short
out:
  free(copy);
  return status;
}

int main(void) {
  return task_wait(task_run(save_bad, NULL, 0, CANCEL_NONE));
}
