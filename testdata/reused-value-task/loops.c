// Awaited in each turn, or until it works; and a value a turn.
#include <taskrt/value.h>

task_value look(int key);

int poll_bad(int key, int *out) {
  task_value value = look(key);
  int status = 0;
  for (int i = 0; i < 3; i++)
    status |=
        task_value_await(&value, out); // expect: reused-value-task "in the next turn of the loop"
  return status;
}

int until_bad(int key, int *out) {
  task_value value = look(key);
  int status;
  while ((status = task_value_await(&value, out)) != 0) // expect: reused-value-task
    ;
  return status;
}

int once_ok(int key, int *out) {
  int status;
  do {
    task_value value = look(key);
    status = task_value_await(&value, out);
  } while (status != 0 && ++key < 3);
  return status;
}

int first_turn_ok(int key, int *out) {
  task_value value = look(key);
  for (int i = 0; i < 3; i++) {
    int status = task_value_await(&value, out);
    return status;
  }
  return task_value_await(&value, out);
}
