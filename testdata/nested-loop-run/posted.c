// A callback that was posted to a loop runs it once more.
#include <taskrt/context.h>
#include <taskrt/task.h>

static void closed_bad(void *arg) {
  if (task_loop_run(arg) != 0) // expect: nested-loop-run "inside a callback of a loop"
    return;                    // note@-1: "return, and go on in the callback of what was started"
}

static void shown_ok(void *arg) {
  task_loop_quit(arg);
}

int post_ok(task_context *loop) {
  int status = task_context_post(loop, closed_bad, loop); // note: "is called back on a loop"
  return status ? status : task_context_post(loop, shown_ok, loop);
}
