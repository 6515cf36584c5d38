// NULL by way of a variable.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *begin(int size) {
  task *t = NULL;
  if (size > 5)
    goto out;
  t = task_run(fetch, NULL, 0, CANCEL_NONE);
out:
  return t;
}

int fn_far_away(int size) {
  return task_await(begin(size), NULL);
}

static task *chosen(int size) {
  task *t;
  if (size > 5)
    t = NULL;
  else
    t = task_run(fetch, NULL, 0, CANCEL_NONE);
  return t; // expect: null-task "`chosen`"
}

int chosen_bad(int size) {
  return task_await(chosen(size), NULL);
}

static task *expression(int size) {
  return size > 5 ? NULL : task_run(fetch, NULL, 0, CANCEL_NONE); // expect: null-task
}

int expression_bad(int size) {
  return task_await(expression(size), NULL);
}
