// A value that is awaited twice, asked after it was consumed, and made a task of after it was
// awaited.
#include <taskrt/value.h>

int retry_bad(task_value value, int *out) {
  int status = task_value_await(&value, out);
  if (status != 0)
    status = task_value_await(&value, out);
  // expect@-1: reused-value-task "takes `value`, which was consumed before"
  return status;
}

int asked_bad(int key, int *out) {
  task_value value = task_value_of(&key, sizeof key);
  int status = task_value_await(&value, out);
  return task_value_is_done(&value) ? status : TASK_EINVAL; // expect: reused-value-task
}

task *turned_bad(task_value value, int *out) {
  if (task_value_await(&value, out) != 0)
    return NULL;
  return task_value_task(&value); // expect: reused-value-task
}

int once_ok(int key, int *out) {
  task_value value = task_value_of(&key, sizeof key);
  if (!task_value_is_done(&value))
    return TASK_EINVAL == task_value_await(&value, out);
  return task_value_await(&value, out);
}
