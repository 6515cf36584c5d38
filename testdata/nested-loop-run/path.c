// The whole way from the start of the task to the loop.
#include <taskrt/context.h>
#include <taskrt/task.h>

static int pump_bad(task_context *loop) {
  return task_loop_run(loop); // expect: nested-loop-run
  // note@-1: "await what the loop is run for"
}

static int flush(task_context *loop) {
  return pump_bad(loop); // note: "`flush` calls `pump_bad` here"
}

static int save(void *arg, cancel_token token, void *result) {
  int status = flush(arg); // note: "`save` calls `flush` here"
  return status ? status : task_delay(1, token);
}

task *start_ok(task_context *loop, cancel_token token) {
  return task_run_on(loop, save, loop, 0, token); // note: "`save` runs as a task"
}
