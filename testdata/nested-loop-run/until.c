// Running the loop until a task is over waits for it, and runs the loop as well.
#include <taskrt/context.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int show(void *arg, cancel_token token, void *result) {
  task *loading = task_run_on(arg, load, NULL, 0, token);
  return task_loop_run_until(arg, loading, NULL); // expect: nested-loop-run
}

int show_ok(task_context *loop, cancel_token token) {
  return task_loop_run_until(loop, task_run_on(loop, show, loop, 0, token), NULL);
}
