// The status is kept in a variable that nobody reads.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

long load_bad(void *user) {
  long value = 0;
  int status = task_await(task_run(load, user, sizeof value, CANCEL_NONE), &value);
  // expect@-1: unchecked-await "nobody looks at the status of `task_await`"
  return value;
}

int assigned_bad(task *t) {
  int status = 0;
  if (!t)
    return TASK_EINVAL;
  status = task_wait(t); // expect: unchecked-await "`task_wait`"
  return 0;
}

int asked_ok(task *t) {
  int status = task_wait(t);
  return status == TASK_ECANCELED ? 0 : status;
}

int given_on_ok(task *t, void (*report)(int)) {
  int status = task_wait(t);
  report(status);
  return 0;
}

void kept_ok(task *t, int *status) {
  *status = task_wait(t);
}
