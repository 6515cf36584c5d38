// The way out consumes what was consumed before.
#include <taskrt/value.h>

int fetch_bad(int key, int *out) {
  task_value value = task_value_of(&key, sizeof key);
  int status = TASK_EINVAL;
  if (key < 0)
    goto out;
  status = task_value_await(&value, out);
  if (status != 0)
    goto out;
  return 0;
out:
  (void)task_value_await(&value, NULL); // expect: reused-value-task
  return status;
}

int fetch_ok(int key, int *out) {
  task_value value = task_value_of(&key, sizeof key);
  int status = TASK_EINVAL, pending = 1;
  if (key < 0)
    goto out;
  status = task_value_await(&value, out);
  pending = 0;
  if (status != 0)
    goto out;
  return 0;
out:
  if (pending)
    (void)task_value_await(&value, NULL); // nobody asks any more
  return status;
}
