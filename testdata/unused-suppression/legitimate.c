// silent
// Comments that look like suppressions and are none, and those that do their work from afar.
#include <taskrt/task.h>
#include <unistd.h>

// The form is `allow(rule)`; see the manual of async-lint for the rest.
// Write `// async-lint: allow(blocking-call) why`, or // async-lint: allow(no-such-rule) why.
/*
 * How to allow a call:
 *
 *     // async-lint: allow(blocking-call) why
 */
// async-lint: this file is checked in the nightly run
int answer(void) {
  const char *text = "// async-lint: allow(blocking-call)";
  return text[0];
}

static int settle(void *arg, cancel_token token, void *result) {
  // async-lint: allow(blocking-call) the only task, and the comment is a long one: it goes on
  // over several lines, with an empty one behind it

  sleep(1);
  return cancel_check(token);
}

int main(void) {
  return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
}
