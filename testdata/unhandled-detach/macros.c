// Given up by a macro.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

#define FORGET(task) task_detach((task), NULL, NULL)
#define FAIL return TASK_EINVAL

static int load(void *arg, cancel_token token, void *result) {
  if (!arg)
    FAIL;
  return task_delay(1, token);
}

void forget_bad(void *page, cancel_token token) {
  FORGET(task_run(load, page, 0, token));
  // expect@-1: unhandled-detach "`load`"
}
