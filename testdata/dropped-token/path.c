// The whole path of a finding: the call that gets no token, the token that was at hand, and what to
// do with it.
#include <taskrt/task.h>

static int wait_for_reply_bad(cancel_token token, // note: "`token`"
                              unsigned attempts) {
  unsigned pause = 50u << attempts;

  return task_delay(pause, CANCEL_NONE);
  // expect@-1: dropped-token "`task_delay`"
  // note@-2: "pass `token`"
}

int ask(unsigned attempts, cancel_token token) {
  return wait_for_reply_bad(token, attempts);
}
