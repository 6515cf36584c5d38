// A way that leaves the function before the switch takes nothing with it.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static int save_ok(void *arg, cancel_token token, void *result) {
  if (!arg)
    return 0;
  int status = task_delay(5, token);
  if (status != 0)
    return status;
  status = task_switch_to(ui);
  if (status != 0)
    return status;
  label_set("saved");
  return 0;
}

static int save_bad(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  if (status != 0) {
    label_set("not saved"); // expect: wrong-thread-call "called on `pool` here"
    return status;
  }
  status = task_switch_to(ui);
  if (status != 0)
    return status;
  label_set("saved");
  return 0;
}

int start(void *text, task **started) {
  started[0] = task_run(save_ok, text, 0, CANCEL_NONE);
  started[1] = task_run(save_bad, text, 0, CANCEL_NONE);
  return 0;
}
