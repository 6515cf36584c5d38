// One of two files that use the helper in a task.
#include "retry.h"
#include <taskrt/task.h>

static int upload(void *arg, cancel_token token, void *result) {
  unsigned left = retry_limit_ok(20);
  for (unsigned attempt = 0; attempt < left && cancel_check(token) == 0; attempt++)
    retry_pause_bad(attempt);
  return 0;
}

int main(void) {
  int status = task_wait(task_run(upload, NULL, 0, CANCEL_NONE));
  if (status != 0)
    retry_give_up_ok();
  return status;
}
