// The code was made right, or moved, and its comment stayed where it was.
#include <taskrt/task.h>
#include <unistd.h>

static int fetch_bad(void *arg, cancel_token token, void *result) {
  // async-lint: allow(blocking-call) the resolver has no other interface
  // expect@-1: unused-suppression "suppresses nothing"
  int status = task_delay(20, token);

  sleep(1); // expect: blocking-call
  return status;
}

int main(void) {
  return task_wait(task_run(fetch_bad, NULL, 0, CANCEL_NONE));
}
