// Comparing a handle with a number.
#include <stdbool.h>
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

int more_bad(task *count) {
  if ((long)count > 3) // expect: task-as-value "`count` is a task, and is compared with a number"
    return task_await(count, NULL);
  return task_wait(count);
}

bool equal_bad(task *count) {
  if ((long)count == 1) // expect: task-as-value "compared with a number"
    return task_await(count, NULL) == 0;
  return task_wait(count) == 0;
}

int switch_bad(task *count) {
  switch ((long)count) { // expect: task-as-value "compared with numbers"
  case 1:
    return task_await(count, NULL);
  default:
    return task_wait(count);
  }
}

bool same_ok(task *a, task *b) {
  return a == b;
}

int null_ok(task *count) {
  if (count != NULL)
    return task_await(count, NULL);
  return 0;
}

bool there_ok(task *count) {
  bool there = count;
  return there && task_await(count, NULL) == 0;
}
