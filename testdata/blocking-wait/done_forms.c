// Other forms of asking whether a task is over: loops, assertions, `&&`, copies, arrays.
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <taskrt/task.h>

static int fill(void *arg, cancel_token token, void *result) {
  return task_delay(2, token);
}

static int loop_ok(void *arg, cancel_token token, void *result) {
  task *filling = task_run(fill, arg, 0, token);
  do {
    task_yield();
  } while (!task_is_done(filling));
  return task_wait(filling);
}

static int forever_ok(void *arg, cancel_token token, void *result) {
  task *filling = task_run(fill, arg, 0, token);
  for (;;) {
    if (task_is_done(filling))
      break;
    task_yield();
  }
  return task_wait(filling);
}

static int asserted_ok(void *arg, cancel_token token, void *result) {
  task *filling = task_start(fill, arg, 0, token);
  assert(task_is_done(filling));
  return task_wait(filling);
}

// We take a test that is compared with `true` for none.
static int fp_compared(void *arg, cancel_token token, void *result) {
  task *filling = task_run(fill, arg, 0, token);
  if (task_is_done(filling) != true)
    return task_await(filling, NULL);
  return task_wait(filling); // expect: blocking-wait "`task_wait`"
}

static int conditional_ok(void *arg, cancel_token token, void *result) {
  task *filling = task_run(fill, arg, 0, token);
  return task_is_done(filling) ? task_wait(filling) : task_await(filling, NULL);
}

// A copy of the handle is the same task.
static int copy_ok(void *arg, cancel_token token, void *result) {
  task *filling = task_run(fill, arg, 0, token);
  if (!task_is_done(filling))
    return task_await(filling, NULL);
  task *over = filling;
  return task_wait(over);
}

// Tested in every round, for the element of this round.
static int array_bad(void *arg, cancel_token token, void *result) {
  task *filling[2] = {task_run(fill, arg, 0, token), task_run(fill, arg, 0, token)};
  int status = 0;
  if (!task_is_done(filling[0]))
    status |= task_await(filling[0], NULL);
  else
    status |= task_wait(filling[0]);
  return status | task_wait(filling[1]); // expect: blocking-wait "`task_wait`"
}

// The loop may end for another reason.
static int limited_bad(void *arg, cancel_token token, void *result) {
  task *filling = task_run(fill, arg, 0, token);
  for (int round = 0; round < 3 && !task_is_done(filling); round++)
    task_yield();
  return task_wait(filling); // expect: blocking-wait "`task_wait`"
}

// Handed to a function that only waits for what is over.
static int take(task *filling) {
  return task_wait(filling); // expect: blocking-wait "`task_wait`"
}

static int fp_passed(void *arg, cancel_token token, void *result) {
  task *filling = task_run(fill, arg, 0, token);
  if (!task_is_done(filling))
    return task_await(filling, NULL);
  return take(filling);
}

int main(void) {
  task *all[] = {
      task_run(loop_ok, NULL, 0, CANCEL_NONE),     task_run(forever_ok, NULL, 0, CANCEL_NONE),
      task_run(asserted_ok, NULL, 0, CANCEL_NONE), task_run(fp_compared, NULL, 0, CANCEL_NONE),
      task_run(copy_ok, NULL, 0, CANCEL_NONE),     task_run(conditional_ok, NULL, 0, CANCEL_NONE),
      task_run(array_bad, NULL, 0, CANCEL_NONE),   task_run(limited_bad, NULL, 0, CANCEL_NONE),
      task_run(fp_passed, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
