// silent
// A comment at either call says why.
#include <taskrt/task.h>

static int settle(int ms) {
  return task_delay(ms, CANCEL_NONE);
}

static int commit(int ms) {
  // A commit that has begun must not be cut short.
  return task_delay(ms, CANCEL_NONE);
}

int caller_ok(int ms, cancel_token token) {
  int status = cancel_check(token);
  // Shorter than a frame.
  return status ? status : settle(ms);
}

int callee_ok(int ms, cancel_token token) {
  int status = cancel_check(token);
  return status ? status : commit(ms);
}
