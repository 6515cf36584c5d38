// A variable that never gets a task is given to what takes one.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

int never_started_bad(void) {
  task *t = NULL;
  return task_wait(t); // expect: null-task "`task_wait`"
}

int maybe_started_ok(int wanted) {
  task *t = NULL;
  if (wanted)
    t = task_run(fetch, NULL, 0, CANCEL_NONE);
  return task_await(t, NULL);
}

void never_started_and_detached_bad(void) {
  task *t = NULL;
  task_detach(t, NULL, NULL); // expect: null-task "`task_detach` is given NULL instead of a task"
}

// Written out, so meant.
int nothing_ok(void) {
  return task_await(NULL, NULL);
}
