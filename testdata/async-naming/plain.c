// Names that hide a task, and one that promises a task that nobody gets.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

task *profile_bad(void *user, cancel_token token) { // expect: async-naming "`profile_bad` gives a"
  return task_run(fetch, user, 0, token);
}

task *profile_async(void *user, cancel_token token) {
  return task_run(fetch, user, 0, token);
}

int bad_settle_async(cancel_token token) { // expect: async-naming "waits and gives no task"
  return task_delay(10, token);
}

int settle_ok(cancel_token token) {
  return task_delay(10, token);
}
