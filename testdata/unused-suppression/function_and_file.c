// Comments about a function, one of them without effect, and about the file.
// async-lint: allow-file(missing-token) a program, not a library
// expect@-1: unused-suppression "suppresses nothing"
#include <taskrt/task.h>
#include <unistd.h>

// async-lint: allow-function(blocking-call) the only task of this program
static int settle(void *arg, cancel_token token, void *result) {
  sleep(1);
  sleep(2);
  return cancel_check(token);
}

// async-lint: allow-function(blocking-call) main may wait
// expect@-1: unused-suppression
int main(void) {
  sleep(1);
  return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
}
