// One of two users.
#include "clamp.h"

static int left(void *arg, cancel_token token, void *result) {
  return clamp_bad(*(int *)arg, 10);
}

task *left_begin(int *value, cancel_token token) {
  return task_run(left, value, 0, token);
}
