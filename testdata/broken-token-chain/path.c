// The way down to the operation that gets no token.
#include <taskrt/task.h>

static int nap(int ms) {
  return task_delay(ms, CANCEL_NONE);
  // note@-1: "`task_delay` is given no token here"
}

static int settle(int ms) { // note: "let `settle` take a token, and pass it on"
  return nap(ms + 1);       // note: "`settle` calls `nap` here"
}

int fetch_bad(int ms, cancel_token stop) {
  int status = cancel_check(stop);
  if (status == 0)
    status = settle(ms);
  // expect@-1: broken-token-chain "`settle` waits and takes no token: `stop` ends here"
  return status;
}
