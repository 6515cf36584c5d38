// A comment above a statement speaks of all its lines, but not of a block that it begins.
#include <stdio.h>
#include <taskrt/task.h>
#include <unistd.h>

static int above_ok(void *arg, cancel_token token, void *result) {
  unsigned left = 0;
  // async-lint: allow(blocking-call) the only task of this program
  printf("the first one waited, and %u seconds were left; after the second one there were %u\n",
         left, sleep(1));
  // async-lint: allow(blocking-call) so is this one
  if (left == 0)
    sleep(1);
  // async-lint: allow(blocking-call)
  unsigned more[] = {
      0,
      sleep(2),
  };
  // async-lint: allow(blocking-call) only what decides
  if (more[1] == 0 && left == 0 && cancel_check(token) == 0 && more[0] == 0 && more[1] == left &&
      sleep(3) == 0) {
    return TASK_EINVAL;
  }
  return cancel_check(token);
}

static int block_bad(void *arg, cancel_token token, void *result) {
  // async-lint: allow(blocking-call) not of the block
  if (arg != NULL) { // expect@-1: unused-suppression "suppresses nothing"
    sleep(1);        // expect: blocking-call
  }
  // async-lint: allow(blocking-call) nor of the next one
  puts("waiting"); // expect@-1: unused-suppression
  sleep(1);        // expect: blocking-call
  // NOLINTNEXTLINE(async-lint-blocking-call) one line
  printf("the first one waited, and nothing was left; after the second one there were %u\n",
         sleep(1)); // expect: blocking-call
  // expect@-3: unused-suppression
  return cancel_check(token);
}

int main(void) {
  int status = task_wait(task_run(above_ok, NULL, 0, CANCEL_NONE));
  return status | task_wait(task_run(block_bad, NULL, 0, CANCEL_NONE));
}
