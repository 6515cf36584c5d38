// What callees do to the handle is known from their bodies.
#include <stdbool.h>
#include <stdio.h>
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(8, token);
}

static int finish(task *t) {
  int status = task_await(t, NULL);
  if (status != 0)
    fprintf(stderr, "%s\n", task_strerror(status));
  return status;
}

static bool over(task *t) {
  return task_is_done(t);
}

static bool there(const task *t) {
  return t != NULL;
}

static int finish_slot(task **slot) {
  return finish(*slot);
}

static int finish_and_clear(task **slot) {
  task *t = *slot;
  *slot = NULL;
  return t ? finish(t) : 0;
}

int helper_twice_bad(void *arg) {
  task *t = task_run(work, arg, 0, CANCEL_NONE);
  int status = finish(t);
  return status | finish(t); // expect: reused-task "`finish` takes `t`, which was consumed before"
}

int helper_then_ask_bad(void *arg) {
  task *t = task_run(work, arg, 0, CANCEL_NONE);
  int status = finish(t);
  return over(t) ? status : -1; // expect: reused-task "`over` gets `t`"
}

int by_slot_bad(void *arg) {
  task *t = task_run(work, arg, 0, CANCEL_NONE);
  int status = finish_slot(&t);
  return status | task_await(t, NULL); // expect: reused-task
}

int slot_of_consumed_bad(void *arg) {
  task *t = task_run(work, arg, 0, CANCEL_NONE);
  int status = task_await(t, NULL);
  return status | finish_slot(&t); // expect: reused-task "`finish_slot` takes `t`"
}

int cleared_ok(void *arg) {
  task *t = task_run(work, arg, 0, CANCEL_NONE);
  int status = finish_and_clear(&t);
  return status | finish_and_clear(&t);
}

// Only whether there is one is asked.
int compared_ok(void *arg) {
  task *t = task_run(work, arg, 0, CANCEL_NONE);
  int status = finish(t);
  return there(t) ? status : -1;
}

int printed_ok(void *arg) {
  task *t = task_run(work, arg, 0, CANCEL_NONE);
  int status = finish(t);
  printf("%p is over\n", (void *)t);
  return status;
}
