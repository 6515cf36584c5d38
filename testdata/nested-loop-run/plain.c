// A task runs the loop that it runs on, or another one.
#include <taskrt/context.h>
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  int status =
      task_loop_run(arg); // expect: nested-loop-run "`task_loop_run` runs a loop inside a task"
  // note@-1: "await what the loop is run for"
  return status ? status : task_delay(1, token);
}

int start_ok(task_context *loop, cancel_token token) {
  int status = task_await(task_run_on(loop, save, loop, 0, token), NULL);
  return status; // note@-1: "`save` runs as a task"
}

int run_ok(task_context *loop) {
  return task_loop_run(loop);
}
