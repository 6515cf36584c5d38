// A function for the thread of a window is called in tasks of the pool and in offloaded bodies.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static int count_bad(void *arg, cancel_token token, void *result) {
  int status = task_delay(100, token);
  if (status == 0)
    label_set("done");
  // expect@-1: wrong-thread-call "`label_set` runs only on `ui`, and is called on `pool`"
  return status;
}

static int resize_bad(void *arg, cancel_token token, void *result) {
  label_set("resizing"); // expect: wrong-thread-call "is called on another thread here"
  return 0;
}

static int on_ui_ok(void *arg, cancel_token token, void *result) {
  label_set("here");
  return task_delay(1, token);
}

static void posted_ok(void *arg) {
  label_set(arg);
}

static int post_ok(void *arg, cancel_token token, void *result) {
  return task_context_post(ui, posted_ok, arg);
}

task *count(void) {
  return task_run(count_bad, NULL, 0, CANCEL_NONE);
}

task *resize(void) {
  return task_offload(resize_bad, NULL, 0, CANCEL_NONE);
}

task *redraw(void) {
  return task_run_on(ui, on_ui_ok, NULL, 0, CANCEL_NONE);
}

task *announce(void *text) {
  return task_run(post_ok, text, 0, CANCEL_NONE);
}

int main(void) {
  ui = task_loop_create();
  if (!ui)
    return 1;
  label_set("not yet");
  int status = task_loop_run(ui);
  task_context_destroy(ui);
  return status != 0;
}
