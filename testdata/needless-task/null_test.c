// The test for NULL between start and await changes nothing, whichever way it is written.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int equal_bad(void *arg, cancel_token token, void *result) {
  task *loading = task_run(load, arg, 0, token);
  // expect@-1: needless-task
  if (loading == NULL)
    return TASK_ENOMEM;
  return task_await(loading, NULL);
}

static int unequal_bad(void *arg, cancel_token token, void *result) {
  int status = TASK_ENOMEM;
  task *loading = task_run(load, arg, 0, token);
  // expect@-1: needless-task
  if (loading != NULL)
    status = task_await(loading, NULL);
  return status;
}

static int assigned_bad(void *arg, cancel_token token, void *result) {
  task *loading;
  if (!(loading = task_run(load, arg, 0, token)))
    // expect@-1: needless-task
    return TASK_ENOMEM;
  return task_await(loading, NULL);
}

static int all(void *arg, cancel_token token, void *result) {
  int status = equal_bad(arg, token, NULL);
  return status ? status : unequal_bad(arg, token, NULL) | assigned_bad(arg, token, NULL);
}

int main(void) {
  int ms = 1;
  return task_wait(task_run(all, &ms, 0, CANCEL_NONE));
}
