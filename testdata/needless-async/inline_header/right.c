// The other one.
#include "clamp.h"

static int right(void *arg, cancel_token token, void *result) {
  return clamp_bad(*(int *)arg, 20) + clamp_slowly_ok(*(int *)arg, 30);
}

int main(void) {
  int value = 15;
  return task_wait(task_run(right, &value, 0, CANCEL_NONE));
}
