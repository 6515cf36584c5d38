// An assertion says where its function runs: to those who read on, and to those who call it.
#include <taskrt/context.h>

static task_context *ui;
void need_ui(void) ASYNC_LINT("asserts ui");
void label_set(const char *text) ASYNC_LINT("runs on ui");

static void show_bad(const char *text) {
  need_ui();
  // expect@-1: wrong-thread-call "`need_ui` insists on `ui`, and is called on `pool` here"
  label_set(text);
}

static void show_ok(const char *text) {
  need_ui();
  label_set(text);
}

static int work(void *arg, cancel_token token, void *result) {
  show_bad(arg);
  return 0;
}

static int at_ui(void *arg, cancel_token token, void *result) {
  show_ok(arg);
  return 0;
}

int start(void *text, task **started) {
  started[0] = task_run(work, text, 0, CANCEL_NONE);
  started[1] = task_run_on(ui, at_ui, text, 0, CANCEL_NONE);
  return 0;
}
