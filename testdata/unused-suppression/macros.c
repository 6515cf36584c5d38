// Findings in macros stand where the macro is used, and so do the comments.
#include <taskrt/task.h>
#include <unistd.h>

#define PAUSE() sleep(1)
#define NOTHING() ((void)0)

static int settle(void *arg, cancel_token token, void *result) {
  PAUSE();   // async-lint: allow(blocking-call) as in the specification
  NOTHING(); // async-lint: allow(blocking-call) as in the specification
  // expect@-1: unused-suppression
  return cancel_check(token);
}

int main(void) {
  return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
}
