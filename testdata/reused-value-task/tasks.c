// A value that a task was made of, or that was made of a task.
#include <taskrt/value.h>

int made_bad(int key, int *out) {
  task_value value = task_value_of(&key, sizeof key);
  task *t = task_value_task(&value); // note: "`task_value_task` takes it here"
  int status = task_await(t, out);
  return status ? task_value_await(&value, out) : 0; // expect: reused-value-task
}

int given_bad(task *t, int *out) {
  task_value value = task_value_from(t);
  int status = task_await(t, out); // expect: reused-task
  int second = task_value_await(&value, out);
  return status ? status : second;
}

int kept_ok(int key, int *a, int *b) {
  task_value value = task_value_of(&key, sizeof key);
  task *t = task_value_task(&value);
  task *more = task_ref(t);
  int status = task_await(t, a);
  int second = task_await(more, b);
  return status ? status : second;
}
