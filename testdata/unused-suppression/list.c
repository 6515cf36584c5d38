// Of several names in a list, some suppress something and some do not.
#include <taskrt/task.h>
#include <unistd.h>

static int settle(void *arg, cancel_token token, void *result) {
  // async-lint: allow(blocking-call, dropped-token) boots before the network
  // expect@-1: unused-suppression "`dropped-token` suppresses nothing here"
  sleep(1);
  // async-lint: allow(dropped-task, blocking-wait) nothing of the kind
  // expect@-1: unused-suppression "this comment suppresses nothing"
  return task_delay(5, token);
}

int main(void) {
  return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
}
