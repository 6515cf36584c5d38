// The loop is run some calls away.
#include <taskrt/context.h>
#include <taskrt/task.h>

static int pump_bad(task_context *loop) {
  return task_loop_run(loop); // expect: nested-loop-run
}

static int flush(task_context *loop) {
  return pump_bad(loop);
}

static int save(void *arg, cancel_token token, void *result) {
  int status = flush(arg);
  return status ? status : task_delay(1, token);
}

task *start_ok(task_context *loop, cancel_token token) {
  return task_run_on(loop, save, loop, 0, token);
}
