// What the rule does not see, and what it takes for a mistake.
#include <taskrt.h>

struct park {
  int cars, bikes[2];
  int gate;
};

static int next(int number) {
  return number + 1;
}

// The value goes through a function.
static int fn_function(void *arg, cancel_token token, void *result) {
  struct park *park = arg;
  int cars = park->cars;
  int status = task_delay(1, token);
  park->cars = next(cars);
  return status;
}

// An element of an array.
static int fn_element(void *arg, cancel_token token, void *result) {
  struct park *park = arg;
  int bikes = park->bikes[0];
  int status = task_delay(1, token);
  park->bikes[0] = bikes + 1;
  return status;
}

// The two tasks never work on the same park.
static int fp_other_park(void *arg, cancel_token token, void *result) {
  struct park *park = arg;
  int gate = park->gate;
  int status = task_delay(1, token);
  park->gate = gate + 1; // expect: stale-after-await
  return status;
}

static int reset(void *arg, cancel_token token, void *result) {
  struct park *park = arg;
  park->gate = park->cars = park->bikes[0] = 0;
  return task_delay(1, token);
}

void run(struct park *park, struct park *other, cancel_token token) {
  task_detach(task_run(fn_function, park, 0, token), NULL, NULL);
  task_detach(task_run(fn_element, park, 0, token), NULL, NULL);
  task_detach(task_run(fp_other_park, park, 0, token), NULL, NULL);
  task_detach(task_run(reset, other, 0, token), NULL, NULL);
}
