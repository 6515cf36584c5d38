// silent
// The body of a task may call it success: whoever stopped it knows.
#include <taskrt/task.h>

static int serve_ok(void *arg, cancel_token token, void *result) {
  int status = 0;
  while (status == 0)
    status = task_delay(10, token);
  if (status == TASK_ECANCELED)
    return 0;
  return status;
}

int run(void) {
  return task_wait(task_run(serve_ok, NULL, 0, CANCEL_NONE));
}
