// Clean-up behind a label belongs on the context, too, and only some ways there leave it.
#include <taskrt/context.h>

static task_context *ui;
void *label_create(void) ASYNC_LINT("runs on ui");
void label_destroy(void *label) ASYNC_LINT("runs on ui");

static int load_bad(void *arg, cancel_token token, void *result) {
  void *label = NULL;
  int status = task_switch_to(ui);
  if (status != 0)
    return status;
  label = label_create();
  if (!label)
    return -1;
  status = task_await_any(task_delay_async(10, token), NULL);
  if (status != 0)
    goto out;
  *(int *)result = 1;
out:
  label_destroy(label); // expect: wrong-thread-call "`label_destroy` runs only on `ui`"
  return status;
}

static int load_ok(void *arg, cancel_token token, void *result) {
  void *label = NULL;
  int status = task_switch_to(ui);
  if (status != 0)
    goto out;
  label = label_create();
  status = task_await(task_delay_async(10, token), NULL);
  if (status != 0)
    goto out;
  *(int *)result = 1;
out:
  if (label)
    label_destroy(label);
  return status;
}

// One way to the label comes from the context, the other from the pool.
static int mixed_ok(void *arg, cancel_token token, void *result) {
  void *label = arg;
  int status = task_delay(10, token);
  if (status != 0)
    goto out;
  status = task_switch_to(ui);
out:
  if (status == 0)
    label_destroy(label);
  return status;
}

int start(void *label, task **started) {
  started[0] = task_run(load_bad, NULL, sizeof(int), CANCEL_NONE);
  started[1] = task_run(load_ok, NULL, sizeof(int), CANCEL_NONE);
  started[2] = task_run(mixed_ok, label, 0, CANCEL_NONE);
  return 0;
}
