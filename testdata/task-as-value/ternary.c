// Conditional expressions.
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

static task *is_known(void *user) {
  return task_run(look_up, user, sizeof(int), CANCEL_NONE);
}

const char *name_bad(void *user) {
  return is_known(user) ? "known" : "unknown"; // expect: task-as-value, dropped-task
}

int sum_bad(task *count, int more) {
  int sum = more ? (int)(long)count : 0; // expect: task-as-value
  return task_await(count, NULL) == 0 ? sum : 0;
}

int there_ok(task *count) {
  return count ? task_await(count, NULL) : 0;
}

task *either_ok(task *a, task *b) {
  return a ? a : b;
}
