// Where no task runs, running the loop is right.
#include <taskrt/context.h>
#include <taskrt/task.h>

static int flush_ok(task_context *loop) {
  if (!task_running())
    return task_loop_run(loop);
  return 0;
}

static int flush_bad(task_context *loop) {
  if (task_running())
    return task_loop_run(loop); // expect: nested-loop-run
  return 0;
}

static int save(void *arg, cancel_token token, void *result) {
  int status = flush_ok(arg);
  if (status == 0)
    status = flush_bad(arg);
  return status ? status : task_delay(1, token);
}

task *start_ok(task_context *loop, cancel_token token) {
  return task_run_on(loop, save, loop, 0, token);
}
