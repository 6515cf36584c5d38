// silent
// What the rule misses, for the reason its page gives.
#include <taskrt/task.h>

task *hold(task *t) ASYNC_LINT("refs t; returns t");

static int render(void *arg, cancel_token token, void *result) {
  return task_delay(60, token);
}

// Two references, consumed three times: they are not counted.
int fn_held(void *page) {
  task *shown = task_run(render, page, 0, CANCEL_NONE);
  hold(shown);
  int status = task_await(shown, NULL);
  (void)!task_await(shown, NULL);
  return status | task_await(shown, NULL);
}
