// A handle turned into a number.
#include <stdint.h>
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

int converted_bad(void *user) {
  task *found = task_run(look_up, user, sizeof(int), CANCEL_NONE);
  int value = (int)(long)found; // expect: task-as-value "`found` is a task, and is turned into"
  return task_await(found, NULL) == 0 ? value : 0;
}

double converted_to_double_bad(task *found) {
  double value = (double)(long)found; // expect: task-as-value "turned into a number"
  return task_await(found, NULL) == 0 ? value : 0;
}

int returned_bad(task *found) {
  return (int)(intptr_t)found; // expect: task-as-value "returned as a number"
}

uintptr_t key_ok(task *found) {
  uintptr_t key = (uintptr_t)found;
  return key;
}

int result_ok(task *found) {
  int value = 0;
  return task_await(found, &value) == 0 ? value : 0;
}
