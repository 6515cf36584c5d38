// What the rule does not see, and where its taste is not everybody's.
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

// Given through a pointer.
int fn_load(void *arg, task **out) {
  *out = task_run(work, arg, 0, CANCEL_NONE);
  return *out ? 0 : -1;
}

// Nothing is known to suspend here.
extern int elsewhere(void);

int fn_sync_async(void) {
  return elsewhere();
}

// A word of the project's own that says it.
task *fp_kick(void *arg) { // expect: async-naming "`fp_kick` gives a task"
  return task_run(work, arg, 0, CANCEL_NONE);
}
