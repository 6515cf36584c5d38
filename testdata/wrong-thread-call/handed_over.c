// A function that belongs on one context is given to somebody who runs it on another.
#include <taskrt/context.h>

static task_context *ui, *net;

static int ASYNC_LINT("runs on ui") draw(void *arg, cancel_token token, void *result) {
  return 0;
}

static void ASYNC_LINT("runs on ui") drawn(void *arg) {}

int start_bad(task **started) {
  started[0] = task_run(draw, NULL, 0, CANCEL_NONE);
  // expect@-1: wrong-thread-call "`draw` runs only on `ui`, and `task_run` has it run on `pool`"
  started[1] = task_offload(draw, NULL, 0, CANCEL_NONE);
  // expect@-1: wrong-thread-call "on another thread"
  started[2] = task_run_on(net, draw, NULL, 0, CANCEL_NONE); // expect: wrong-thread-call "on `net`"
  started[3] = task_run_on(ui, draw, NULL, 0, CANCEL_NONE);
  return task_context_post(net, drawn, NULL); // expect: wrong-thread-call "`drawn`"
}

int start_ok(task_context *window) {
  task_detach(task_run_on(window, draw, NULL, 0, CANCEL_NONE), NULL, NULL);
  return task_context_post(ui, drawn, NULL);
}

int main(void) {
  ui = task_loop_create();
  net = task_loop_create();
  return !ui || !net;
}
