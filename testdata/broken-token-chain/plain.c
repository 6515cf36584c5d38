// A helper without a token in the middle of the chain.
#include <taskrt/task.h>

static int settle(int ms) {
  return task_delay(ms, CANCEL_NONE);
}

int fetch_bad(int ms, cancel_token token) {
  int status = cancel_check(token);
  return status ? status : settle(ms);
  // expect@-1: broken-token-chain "`settle` waits and takes no token: `token` ends here"
}

static int settle_with(int ms, cancel_token token) {
  return task_delay(ms, token);
}

int fetch_ok(int ms, cancel_token token) {
  return settle_with(ms, token);
}
