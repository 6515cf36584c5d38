// Behind a table of functions.
#include <taskrt/context.h>
#include <taskrt/task.h>

struct backend {
  int (*pump)(task_context *loop);
};

static int pump_bad(task_context *loop) {
  return task_loop_run(loop); // expect: nested-loop-run
}

static const struct backend backend = {pump_bad};

static int save(void *arg, cancel_token token, void *result) {
  int status = backend.pump(arg);
  return status ? status : task_delay(1, token);
}

task *start_ok(task_context *loop, cancel_token token) {
  return task_run_on(loop, save, loop, 0, token);
}
