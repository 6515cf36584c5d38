// A task of a user interface starts work in the pool, so that the interface goes on meanwhile, or
// on another context; that is no needless task. One that stays in the pool is.
#include <taskrt/context.h>
#include <taskrt/task.h>

static task_context *ui;

static int count(void *arg, cancel_token token, void *result) {
  for (int i = 0; i < *(int *)arg; i++)
    *(int *)result += i;
  return cancel_check(token);
}

static int paint(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int clicked_ok(void *arg, cancel_token token, void *result) {
  int sum;
  return task_await(task_run(count, arg, sizeof sum, token), &sum);
}

static int helper_ok(int *upto, cancel_token token) {
  int sum;
  return task_await(task_run(count, upto, sizeof sum, token), &sum);
}

static int typed(void *arg, cancel_token token, void *result) {
  return helper_ok(arg, token);
}

// Started where the starter is, it does not leave the interface free.
static int here_bad(void *arg, cancel_token token, void *result) {
  int sum;
  return task_await(task_start(count, arg, sizeof sum, token), &sum);
  // expect@-1: needless-task
}

static int switched_ok(void *arg, cancel_token token, void *result) {
  int sum;
  if (task_switch_to(ui) != 0)
    return -1;
  return task_await(task_run(count, arg, sizeof sum, token), &sum);
}

static int shows_ok(void *arg, cancel_token token, void *result) {
  return task_await(task_run_on(ui, paint, arg, 0, token), NULL);
}

static int pool_bad(void *arg, cancel_token token, void *result) {
  int sum;
  return task_await(task_run(count, arg, sizeof sum, token), &sum);
  // expect@-1: needless-task
}

int main(void) {
  int upto = 1000;
  ui = task_loop_create();
  if (!ui)
    return 1;
  int status = task_loop_run_until(ui, task_run_on(ui, clicked_ok, &upto, 0, CANCEL_NONE), NULL);
  status |= task_loop_run_until(ui, task_run_on(ui, typed, &upto, 0, CANCEL_NONE), NULL);
  status |= task_loop_run_until(ui, task_run_on(ui, here_bad, &upto, 0, CANCEL_NONE), NULL);
  status |= task_loop_run_until(ui, task_run(switched_ok, &upto, 0, CANCEL_NONE), NULL);
  status |= task_loop_run_until(ui, task_run(shows_ok, &upto, 0, CANCEL_NONE), NULL);
  status |= task_loop_run_until(ui, task_run(pool_bad, &upto, 0, CANCEL_NONE), NULL);
  task_context_destroy(ui);
  return status;
}
