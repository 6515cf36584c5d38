// Bodies from tables, and calls through pointers: what may need the context is looked through.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static void quiet(const char *text) {}

struct view {
  void (*show)(const char *text);
};

static const struct view loud_view = {label_set};

static int shows_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  loud_view.show("done");
  return status;
}

static void (*const quietly)(const char *) = quiet;

static int keeps_quiet_bad(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token); // expect: captured-context
  quietly("done");
  return status;
}

static int (*const bodies[])(void *, cancel_token, void *) = {shows_ok, keeps_quiet_bad};

static int on_ui(void *arg, cancel_token token, void *result) {
  task *all[2];
  for (int i = 0; i < 2; i++)
    all[i] = task_start(bodies[i], NULL, 0, token);
  return task_await(task_when_all(all, 2), NULL);
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
