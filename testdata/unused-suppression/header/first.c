// A comment in a header that several files include is reported once, or not at all.
#include "clock.h"
#include <taskrt/task.h>

static int settle(void *arg, cancel_token token, void *result) {
  clock_settle();
  return cancel_check(token);
}

int run_first(void) {
  return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
}
