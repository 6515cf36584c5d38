// Through a macro.
#include <taskrt/context.h>
#include <taskrt/task.h>

#define PUMP(loop) task_loop_run(loop)

static int save_bad(void *arg, cancel_token token, void *result) {
  int status = PUMP(arg); // expect: nested-loop-run
  return status ? status : task_delay(1, token);
}

task *start_ok(task_context *loop, cancel_token token) {
  return task_run_on(loop, save_bad, loop, 0, token);
}
