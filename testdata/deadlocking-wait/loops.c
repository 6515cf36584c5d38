// A task of a loop waits for another one of the same loop; a loop that nobody runs.
#include <taskrt/context.h>
#include <taskrt/task.h>

static task_context *window;

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int on_click(void *arg, cancel_token token, void *result) {
  return task_wait(task_run_on(window, load, arg, 0, token));
  // expect@-1: deadlocking-wait "waits on the thread of `window` for a task that runs there"
  // note@-2: "call `task_await` instead"
}

static int on_key(void *arg, cancel_token token, void *result) {
  return task_wait(task_run(load, arg, 0, token)); // expect: blocking-wait
}

static int on_close(void *arg, cancel_token token, void *result) {
  task *loading = task_run_on(window, load, arg, 0, token);
  task_yield();
  return task_await(loading, NULL);
}

task *click(void) {
  return task_run_on(window, on_click, NULL, 0, CANCEL_NONE); // note: "`on_click` runs as a task"
}

task *press(void) {
  return task_run_on(window, on_key, NULL, 0, CANCEL_NONE);
}

task *close_window(void) {
  return task_run_on(window, on_close, NULL, 0, CANCEL_NONE);
}

int run_bad(void) {
  task_context *loop = task_loop_create();
  task *loading = task_run_on(loop, load, NULL, 0, CANCEL_NONE);
  int status = task_wait(loading);
  // expect@-1: deadlocking-wait "waits for a task on `loop`, which nobody runs meanwhile"
  // note@-2: "run `loop` until the task is over"
  task_context_destroy(loop);
  return status;
}

int run_late_bad(void) {
  task_context *loop = task_loop_create();
  int status = task_wait(task_run_on(loop, load, NULL, 0, CANCEL_NONE)); // expect: deadlocking-wait
  if (status == 0)
    status = task_loop_run(loop);
  task_context_destroy(loop);
  return status;
}

int run_ok(void) {
  task_context *loop = task_loop_create();
  int status = task_loop_run_until(loop, task_run_on(loop, load, NULL, 0, CANCEL_NONE), NULL);
  task_context_destroy(loop);
  return status;
}
