// Functions that take a value, by pointer and by value, and one that only looks at it.
#include <taskrt/value.h>

static int finish(task_value *value) {
  return task_value_await(value, NULL);
}

static int finish_copy(task_value value) {
  return task_value_await(&value, NULL);
}

static int is_there(const task_value *value) {
  return task_value_is_done(value);
}

int pointer_bad(int key) {
  task_value value = task_value_of(&key, sizeof key);
  int status = finish(&value);        // note: "`finish` takes it here"
  return status ? finish(&value) : 0; // expect: reused-value-task "`finish` takes `value`"
}

int copy_bad(int key) {
  task_value value = task_value_of(&key, sizeof key);
  int status = finish_copy(value);
  return status ? task_value_await(&value, NULL) : 0; // expect: reused-value-task
}

int parameter_bad(task_value *value) {
  int status = finish(value);
  return status ? task_value_await(value, NULL) : 0; // expect: reused-value-task
}

int look_ok(int key) {
  task_value value = task_value_of(&key, sizeof key);
  if (is_there(&value))
    return finish(&value);
  return finish_copy(value);
}
