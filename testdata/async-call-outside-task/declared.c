// A function that is declared `not-in-task` must not need one.
#include <taskrt/task.h>

static int ASYNC_LINT("async") drain(cancel_token token) {
  return task_delay(3, token);
}

// note@+1: "`shut_down_bad` is declared `not-in-task`"
int ASYNC_LINT("not-in-task") shut_down_bad(void) {
  return drain(CANCEL_NONE); // expect: async-call-outside-task
}
