// The other one; each place in the header is reported once.
#include "join.h"

static int decode_half(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

static int decode(void *arg, cancel_token token, void *result) {
  task *first = task_run(decode_half, arg, 0, token);
  task *second = task_run(decode_half, arg, 0, token);
  if (arg)
    return await_both_ok(first, second);
  return join_both_bad(first, second);
}

int main(void) {
  return join_last_ok(task_run(decode, NULL, 0, CANCEL_NONE));
}
