// A status that is used in place is looked at.
#include <stdbool.h>
#include <stdio.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int returned_ok(task *t) {
  return task_await(t, NULL);
}

bool tested_ok(task *t) {
  return task_await(t, NULL) == 0;
}

void printed_ok(task *t) {
  printf("%s\n", task_strerror(task_await(t, NULL)));
}

int chained_ok(task *a, task *b) {
  return task_await(a, NULL) || task_await(b, NULL) ? -1 : 0;
}

int conditional_ok(task *a) {
  return a ? task_await(a, NULL) : 0;
}

void comma_bad(task *a, int *count) {
  task_await(a, NULL), ++*count;
  // expect@-1: unchecked-await
}

int in_condition_ok(task *a) {
  if (task_await(a, NULL))
    return -1;
  return 0;
}
