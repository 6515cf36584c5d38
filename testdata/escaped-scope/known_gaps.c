// What the rule does not see, and what it takes for a mistake.
#include <taskrt.h>

struct cell {
  int value;
};

static task *kept;

static int fill(void *arg, cancel_token token, void *result) {
  struct cell *cell = arg;
  int status = task_delay(1, token);
  cell->value = 1;
  return status;
}

// The child never looks at the token of the group, which is gone by then.
static int idle(void *arg, cancel_token token, void *result) {
  return 0;
}

int fn_unused_token(cancel_token token) {
  task_group *group = task_group_create(token);
  task_detach(task_run(idle, NULL, 0, task_group_token(group)), NULL, NULL); // later
  return task_group_join(group);
}

// The handle is kept, and nobody knows when it is awaited.
static int fn_keep(void *arg, cancel_token token, void *result) {
  kept = task_run(fill, arg, 0, CANCEL_NONE); // not to be cancelled
  return 0;
}

static void begin(struct cell *cell) {
  task_detach(task_run(fill, cell, 0, CANCEL_NONE), NULL, NULL); // later
}

// A helper starts it.
static int fn_helper(void *arg, cancel_token token, void *result) {
  begin(arg);
  return 0;
}

int grow(cancel_token token) {
  struct cell cell = {0}, other = {0};
  int status = task_await(task_run(fn_keep, &cell, 0, token), NULL);
  return status ? status : task_await(task_run(fn_helper, &other, 0, token), NULL);
}

// The task is over before its first suspension, and it is started on the caller's time.
static int set(void *arg, cancel_token token, void *result) {
  struct cell *cell = arg;
  cell->value = 1;
  return task_delay(1, token);
}

static int fp_started(void *arg, cancel_token token, void *result) {
  task_detach(task_start(set, arg, 0, CANCEL_NONE), NULL, NULL); // lives on
  // expect@-1: escaped-scope
  return 0;
}

int shrink(cancel_token token) {
  struct cell cell = {0};
  return task_await(task_start(fp_started, &cell, 0, token), NULL);
}
