// What we do not see, and what we see where there is nothing.
#include <taskrt/task.h>

// We do not compare values: the delay is always 0, and 0 returns at once.
static int ASYNC_LINT("async") fn_zero(cancel_token token) {
  return task_delay(0, token);
}

// We do not follow conditions: this flag is never set.
static int patient;

static int ASYNC_LINT("async") fn_flag(cancel_token token) {
  return patient ? task_delay(1, token) : 0;
}

// We cannot know that a later version will wait here.
static int ASYNC_LINT("async") fp_planned(int value) { // expect: needless-async "`fp_planned`"
  return value + 2;
}

static int run(void *arg, cancel_token token, void *result) {
  return fn_zero(token) + fn_flag(token) + fp_planned(1);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
