// The finding with its notes.
#include <taskrt/task.h>
#include <unistd.h>

static int settle_bad(void *arg, cancel_token token, void *result) {
  sleep(1); // async-lint: allow(blocked-call) the only task
  // expect@-1: blocking-call, unused-suppression "`blocked-call` is no rule and no group"
  // note@-2: "`async-lint rules` lists the names", "call `task_delay` instead"
  return cancel_check(token);
}

int main(void) {
  return task_wait(task_run(settle_bad, NULL, 0, CANCEL_NONE)); // note: "runs as a task"
}
