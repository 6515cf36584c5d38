// silent
// What the rule misses, for the reason its page gives.
#include <taskrt/task.h>

static int flush(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

// Behind a cancellation it might be clean-up, whose status tells nobody anything new.
int fn_flush(void *store, cancel_token token) {
  if (cancel_requested(token)) {
    task_await(task_run(flush, store, 0, CANCEL_NONE), NULL);
    return TASK_ECANCELED;
  }
  return task_delay(5, token);
}
