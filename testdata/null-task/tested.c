// silent
// Callers that test for NULL know what it means.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *maybe(int size) {
  if (size == 0)
    return NULL;
  return task_run(fetch, NULL, 0, CANCEL_NONE);
}

int tested_ok(int size) {
  task *t = maybe(size);
  if (!t)
    return TASK_EINVAL;
  return task_await(t, NULL);
}

int conditional_ok(int size) {
  task *t = maybe(size);
  return t ? task_await(t, NULL) : 0;
}

int in_condition_ok(int size) {
  task *t;
  if ((t = maybe(size)) == NULL)
    return 0;
  return task_await(t, NULL);
}

task *given_on_ok(int size) {
  return maybe(size);
}
