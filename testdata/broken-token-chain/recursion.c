// Helpers that call each other, and a loop.
#include <taskrt/task.h>

static int odd(int n);

static int even(int n) {
  return n == 0 ? task_delay(1, CANCEL_NONE) : odd(n - 1);
}

static int odd(int n) {
  return n == 0 ? 0 : even(n - 1);
}

int count_bad(int n, cancel_token token) {
  int status = 0;
  while (n-- > 0 && !cancel_requested(token))
    status |= even(n);
  // expect@-1: broken-token-chain "`even`"
  return status;
}
