// What the rule does not see, and what it takes for a mistake.
#include <taskrt.h>

struct yard {
  task_mutex lock;
  task_condition less;
  int carts[2], wagons, trains;
  int closed;
};

// An element of an array has no name of its own.
static int fn_cart(void *arg, cancel_token token, void *result) {
  struct yard *yard = arg;
  yard->carts[0]++;
  int status = task_delay(1, token);
  yard->carts[0]--;
  return status;
}

// Waiting asks a copy.
static int fn_wagon(void *arg, cancel_token token, void *result) {
  struct yard *yard = arg;
  yard->wagons++;
  int status = task_delay(1, token);
  yard->wagons--;
  return status;
}

static int wagons(struct yard *yard) {
  return yard->wagons;
}

int clear(struct yard *yard, cancel_token token) {
  int status = 0;
  task_detach(task_run(fn_cart, yard, 0, token), NULL, NULL);
  task_detach(task_run(fn_wagon, yard, 0, token), NULL, NULL);
  while (status == 0 && (yard->carts[0] > 0 || wagons(yard) > 0))
    status = task_condition_wait(&yard->less, &yard->lock, token);
  return status;
}

// The task is awaited as well, by somebody to whom the handle was given.
static int fp_train(void *arg, cancel_token token, void *result) {
  struct yard *yard = arg;
  yard->trains++; // expect: late-join-count "`fp_train` counts itself in `trains`"
  int status = task_delay(1, token);
  yard->trains--;
  return status;
}

task *depart(struct yard *yard, cancel_token token) {
  return task_run(fp_train, yard, 0, token);
}

int trains_gone(struct yard *yard, cancel_token token) {
  int status = 0;
  while (status == 0 && yard->trains > 0)
    status = task_condition_wait(&yard->less, &yard->lock, token);
  return status;
}
