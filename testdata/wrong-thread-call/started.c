// A task begins on the context of the one that starts it, and on the pool when it is queued.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static int child_ok(void *arg, cancel_token token, void *result) {
  label_set("child");
  return 0;
}

static int queued_bad(void *arg, cancel_token token, void *result) {
  label_set("child"); // expect: wrong-thread-call "on `pool`"
  return 0;
}

static int parent(void *arg, cancel_token token, void *result) {
  label_set("parent");
  // A child of its own is told by its name in dumps.
  int status = task_await(task_start(child_ok, NULL, 0, token), NULL);
  if (status == 0)
    status = task_await(task_run_on(task_context_current(), child_ok, NULL, 0, token), NULL);
  if (status == 0)
    status = task_await(task_run(queued_bad, arg, 0, token), NULL);
  // note@-1: "`queued_bad` is started on `pool`"
  return status;
}

task *begin(void) {
  return task_run_on(ui, parent, NULL, 0, CANCEL_NONE);
}
