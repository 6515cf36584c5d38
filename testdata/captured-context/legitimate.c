// silent
// Programs without contexts, tasks of the pool, and functions that suspend in their caller's task.
#include <taskrt/context.h>

static int child_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  *(int *)result = 1;
  return status;
}

// In the task of the caller, who may well need the context.
static int wait_ok(cancel_token token) {
  return task_delay(5, token);
}

static int parent_ok(void *arg, cancel_token token, void *result) {
  task *child = task_start(child_ok, NULL, sizeof(int), token);
  int status = wait_ok(token);
  int other = task_await(child, result);
  return status != 0 ? status : other;
}

static int window_ok(void *arg, cancel_token token, void *result) {
  return wait_ok(token);
}

int main(void) {
  int answer = 0;
  task_context *ui = task_loop_create();
  if (!ui)
    return 1;
  task *parent = task_run(parent_ok, NULL, sizeof(int), CANCEL_NONE);
  int status = task_loop_run_until(ui, task_run_on(ui, window_ok, NULL, 0, CANCEL_NONE), NULL);
  int other = task_result(parent, &answer);
  task_context_destroy(ui);
  return status != 0 || other != 0;
}
