// silent
// Bodies that have to do with contexts, themselves or in what they call.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");
void need_ui(void) ASYNC_LINT("asserts ui");

static int shows_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  label_set("done");
  return status;
}

static void show(void) {
  label_set("shown");
}

static int shows_by_helper_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  show();
  return status;
}

static int asks_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  *(int *)result = task_context_current() == ui;
  return status;
}

static int asserts_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  need_ui();
  return status;
}

static int switches_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  return status == 0 ? task_switch_to(ui) : status;
}

static int leaves_ok(void *arg, cancel_token token, void *result) {
  int status = task_switch_to(NULL);
  return status == 0 ? task_delay(5, token) : status;
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task *all[] = {
      task_start(shows_ok, NULL, 0, token),          task_start(shows_by_helper_ok, NULL, 0, token),
      task_start(asks_ok, NULL, sizeof(int), token), task_start(asserts_ok, NULL, 0, token),
      task_start(switches_ok, NULL, 0, token),       task_start(leaves_ok, NULL, 0, token),
  };
  return task_await(task_when_all(all, sizeof all / sizeof *all), NULL);
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
