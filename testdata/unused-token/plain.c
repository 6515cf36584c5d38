// A token that is taken and never looked at, and others that are passed on or checked.
#include <taskrt/task.h>

int settle_bad(int rounds, cancel_token token) { // expect: unused-token "`token` is never read"
  while (rounds-- > 0)
    task_yield();
  return 0;
}

int pass_ok(int ms, cancel_token token) {
  return task_delay(ms, token);
}

int check_ok(int rounds, cancel_token token) {
  while (rounds-- > 0 && !cancel_requested(token))
    task_yield();
  return 0;
}
