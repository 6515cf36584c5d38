// The wait inside larger expressions: conditions, initialisers, `?:` with and without its middle,
// statement expressions, commas, short circuits.
#include <stdio.h>
#include <taskrt/task.h>

struct outcome {
  int status;
  int value;
};

static int guess(void *arg, cancel_token token, void *result) {
  *(int *)result = 7;
  return task_delay(1, token);
}

static int condition_bad(void *arg, cancel_token token, void *result) {
  if (task_wait(task_run(guess, arg, sizeof(int), token)) != 0) // expect: blocking-wait
    return TASK_EINVAL;
  while (!task_wait(task_run(guess, arg, sizeof(int), token))) // expect: blocking-wait
    task_yield();
  return 0;
}

static int initialiser_bad(void *arg, cancel_token token, void *result) {
  int value = 0;
  task *guessing = task_run(guess, arg, sizeof value, token);
  struct outcome outcome = {.status = task_result(guessing, &value)}; // expect: blocking-wait
  return outcome.status;
}

static int elvis_bad(void *arg, cancel_token token, void *result) {
  task *guessing = task_run(guess, arg, sizeof(int), token);
  return task_wait(guessing) ?: cancel_check(token); // expect: blocking-wait "`task_wait`"
}

static int block_expression_bad(void *arg, cancel_token token, void *result) {
  return ({
    task *guessing = task_run(guess, arg, sizeof(int), token);
    int status = task_wait(guessing); // expect: blocking-wait "`task_wait`"
    status < 0 ? status : 0;
  });
}

static int comma_bad(void *arg, cancel_token token, void *result) {
  task *guessing = task_run(guess, arg, sizeof(int), token);
  int status;
  return status = task_wait(guessing), status; // expect: blocking-wait "`task_wait`"
}

static int circuit_bad(void *arg, cancel_token token, void *result) {
  task *guessing = task_run(guess, arg, sizeof(int), token);
  int failed = task_wait(guessing) != 0 && arg; // expect: blocking-wait "`task_wait`"
  return failed ? TASK_EINVAL : 0;
}

static int argument_bad(void *arg, cancel_token token, void *result) {
  task *guessing = task_run(guess, arg, sizeof(int), token);
  printf("ended with %d\n", task_wait(guessing)); // expect: blocking-wait "`task_wait`"
  return 0;
}

// Only its type is asked.
static int unevaluated_ok(void *arg, cancel_token token, void *result) {
  task *guessing = task_run(guess, arg, sizeof(int), token); // for its stack
  __typeof__(task_wait(guessing)) status = task_await(guessing, NULL);
  return status + (int)sizeof(task_wait(NULL)) - (int)sizeof(int);
}

int main(void) {
  task *all[] = {task_run(condition_bad, NULL, 0, CANCEL_NONE),
                 task_run(initialiser_bad, NULL, 0, CANCEL_NONE),
                 task_run(elvis_bad, NULL, 0, CANCEL_NONE),
                 task_run(block_expression_bad, NULL, 0, CANCEL_NONE),
                 task_run(comma_bad, NULL, 0, CANCEL_NONE),
                 task_run(circuit_bad, NULL, 0, CANCEL_NONE),
                 task_run(argument_bad, NULL, 0, CANCEL_NONE),
                 task_run(unevaluated_ok, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
