// silent
// Comments that do suppress something, in every form.
#include <taskrt/task.h>
#include <unistd.h>

static int settle(void *arg, cancel_token token, void *result) {
  sleep(1); // async-lint: allow(blocking-call) the only task of this program
  // async-lint: allow(correctness) so is this one
  sleep(1);
  sleep(1); // async-lint: allow(*)
  sleep(1); // NOLINT(async-lint-blocking-call)
  // NOLINTNEXTLINE(async-lint*)
  sleep(1);
  return cancel_check(token);
}

int main(void) {
  return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
}
