// A group whose rules all ran is asked like a rule.
#include <taskrt/task.h>
#include <unistd.h>

static int settle(void *arg, cancel_token token, void *result) {
  sleep(1); // async-lint: allow(correctness, performance) started once
  // expect@-1: unused-suppression "`performance` suppresses nothing here"
  return task_delay(1, token); // async-lint: allow(suspicious)
  // expect@-1: unused-suppression "this comment suppresses nothing"
}

int main(void) {
  return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
}
