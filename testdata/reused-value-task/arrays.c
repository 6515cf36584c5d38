// Elements of arrays: told apart when the index is a constant.
#include <taskrt/value.h>

int pair_bad(task_value first, task_value second, int *out) {
  task_value both[2] = {first, second};
  int status = task_value_await(&both[0], out);
  int other = task_value_await(&both[1], out);
  if (status != 0)
    status = task_value_await(&both[0], out); // expect: reused-value-task
  return status ? status : other;
}

int pair_ok(task_value first, task_value second, int *out) {
  task_value both[2] = {first, second};
  int status = task_value_await(&both[0], out);
  int other = task_value_await(&both[1], out);
  return status ? status : other;
}

int all_ok(task_value *values, int count, int *out) {
  int status = 0;
  for (int i = 0; i < count; i++)
    status |= task_value_await(&values[i], out);
  return status;
}

// Which element it was the second time, nobody knows.
int fn_same_element(task_value *values, int i, int *out) {
  int status = task_value_await(&values[i], out);
  return status ? task_value_await(&values[i], out) : 0;
}
