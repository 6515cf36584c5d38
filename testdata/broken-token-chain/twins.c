// silent
// A helper whose twin takes a token is for `dropped-token`; one that never waits is over soon.
#include <taskrt/task.h>

static task *begin(int *ms) {
  return task_delay_async(*ms, CANCEL_NONE);
}

int begun_ok(int ms, cancel_token token) {
  task *nap = begin(&ms);
  int status = cancel_check(token);
  return status | task_await(nap, NULL);
}
