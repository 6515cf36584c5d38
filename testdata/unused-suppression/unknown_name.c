// A name that is no rule allows nothing, and the finding is reported.
#include <taskrt/task.h>
#include <unistd.h>

static int settle_bad(void *arg, cancel_token token, void *result) {
  sleep(1); // async-lint: allow(blocking-cal) mistyped
  // expect@-1: blocking-call, unused-suppression "`blocking-cal` is no rule and no group"
  sleep(2); // async-lint: allow(blocking-call, ASYNC101, performance-critical)
  // expect@-1: unused-suppression "`performance-critical`", unused-suppression "`ASYNC101`"
  return cancel_check(token);
}

int main(void) {
  return task_wait(task_run(settle_bad, NULL, 0, CANCEL_NONE));
}
