// The call in a macro.
#include <taskrt/task.h>

#define TRY(call)                                                                                  \
  do {                                                                                             \
    int status_ = (call);                                                                          \
    if (status_)                                                                                   \
      return status_;                                                                              \
  } while (0)

static int settle(int ms) {
  return task_delay(ms, CANCEL_NONE);
}

int fetch_bad(int ms, cancel_token token) {
  TRY(settle(ms));
  // expect@-1: broken-token-chain
  return task_delay(ms, token);
}
