// A task goes from one context to another: what counts is where it is at the call.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static int there_ok(void *arg, cancel_token token, void *result) {
  int status = task_switch_to(ui);
  if (status == 0)
    label_set("here");
  return status;
}

static int and_back_bad(void *arg, cancel_token token, void *result) {
  int status = task_switch_to(ui);
  if (status != 0)
    return status;
  label_set("here");
  status = task_await_any(task_delay_async(10, token), NULL);
  // note@-1: "`and_back_bad` is on `pool` from here"
  label_set("where"); // expect: wrong-thread-call "called on `pool` here"
  return status;
}

// Awaiting brings a task back to where it was.
static int stays_ok(void *arg, cancel_token token, void *result) {
  int status = task_await(task_delay_async(10, token), NULL);
  label_set("still here");
  return status;
}

static int leaves_bad(void *arg, cancel_token token, void *result) {
  int status = task_await_any(task_delay_async(10, token), NULL);
  label_set("gone"); // expect: wrong-thread-call "called on `pool` here"
  return status;
}

// Only on one of two paths: nobody knows.
static int perhaps_ok(void *arg, cancel_token token, void *result) {
  int status = 0;
  if (arg)
    status = task_switch_to(ui);
  if (arg && status == 0)
    label_set("here");
  return status;
}

static int go_to_ui(void) {
  return task_switch_to(ui);
}

static int by_helper_ok(void *arg, cancel_token token, void *result) {
  int status = go_to_ui();
  if (status == 0)
    label_set("here");
  return status;
}

static int leave(task *t) {
  return task_await_any(t, NULL);
}

static int by_other_helper_bad(void *arg, cancel_token token, void *result) {
  int status = leave(task_delay_async(10, token));
  // note@-1: "`by_other_helper_bad` is on `pool` from here"
  label_set("gone"); // expect: wrong-thread-call
  return status;
}

static int again_ok(void *arg, cancel_token token, void *result) {
  for (int i = 0; i < 3; i++) {
    int status = task_switch_to(ui);
    if (status != 0)
      return status;
    label_set("here");
    status = leave(task_delay_async(10, token));
    if (status != 0)
      return status;
  }
  return 0;
}

int main(void) {
  ui = task_loop_create();
  if (!ui)
    return 1;
  task *all[] = {
      task_run(there_ok, NULL, 0, CANCEL_NONE),
      task_run(and_back_bad, NULL, 0, CANCEL_NONE),
      task_run_on(ui, stays_ok, NULL, 0, CANCEL_NONE),
      task_run_on(ui, leaves_bad, NULL, 0, CANCEL_NONE),
      task_run(perhaps_ok, ui, 0, CANCEL_NONE),
      task_run(by_helper_ok, NULL, 0, CANCEL_NONE),
      task_run_on(ui, by_other_helper_bad, NULL, 0, CANCEL_NONE),
      task_run(again_ok, NULL, 0, CANCEL_NONE),
  };
  int status = task_loop_run_until(ui, task_when_all(all, sizeof all / sizeof *all), NULL);
  task_context_destroy(ui);
  return status != 0;
}
