// The notes: where the function waits, and what to do.
#include <taskrt/task.h>

static void breathe(void) {
  task_yield();
}

int settle_bad(int rounds, cancel_token stop) {
  // expect@-1: unused-token "`stop` is never read: cancelling does not stop `settle_bad`"
  // note@-2: "pass it on, check it, or take none"
  while (rounds-- > 0)
    breathe(); // note: "`settle_bad` waits in `breathe` here"
  return 0;
}
