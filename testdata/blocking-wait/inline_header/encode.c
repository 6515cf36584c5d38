// One of two files that wait through the header.
#include "join.h"

static int encode_half(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

static int encode(void *arg, cancel_token token, void *result) {
  return join_both_bad(task_run(encode_half, arg, 0, token), task_run(encode_half, arg, 0, token));
}

task *encode_begin(void *frame, cancel_token token) {
  return task_run(encode, frame, 0, token);
}
