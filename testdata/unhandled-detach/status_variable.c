// The error is in a variable, and returned at the end.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

static int load(void *arg, cancel_token token, void *result) {
  int status = TASK_EINVAL; // note: "`load` fails here"
  if (!arg)
    goto out;
  status = task_delay(1, token);
out:
  return status;
}

void load_bad(void *page, cancel_token token) {
  task_detach(task_start(load, page, 0, token), NULL, NULL);
  // expect@-1: unhandled-detach "`load`"
}
