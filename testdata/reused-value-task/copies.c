// Copies are the same value: of all of them one is consumed.
#include <taskrt/value.h>

int both_bad(int key, int *a, int *b) {
  task_value one = task_value_of(&key, sizeof key);
  task_value two = one;
  int status = task_value_await(&one, a);
  if (status == 0)
    status = task_value_await(&two, b); // expect: reused-value-task "`two`"
  return status;
}

int chain_bad(task_value first, int *a) {
  task_value second = first, third = second;
  int status = task_value_await(&third, a);
  return status ? task_value_await(&first, a) : 0; // expect: reused-value-task "`first`"
}

int overwritten_ok(int key, int *a, int *b) {
  task_value one = task_value_of(&key, sizeof key);
  task_value two = one;
  int status = task_value_await(&one, a);
  two = task_value_of(&key, sizeof key);
  int last = task_value_await(&two, b);
  return status ? status : last;
}
