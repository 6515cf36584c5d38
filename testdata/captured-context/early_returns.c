// Bodies that mostly return at once: still, each suspension comes back.
#include <taskrt/context.h>

static task_context *ui;

static int cached_bad(void *arg, cancel_token token, void *result) {
  const int *cache = arg;
  if (*cache) {
    *(int *)result = *cache;
    return 0;
  }
  int status = task_await(task_delay_async(5, token), NULL); // expect: captured-context
  if (status != 0)
    return status;
  *(int *)result = 7;
  return 0;
}

static int checked_ok(void *arg, cancel_token token, void *result) {
  if (!arg)
    return -1;
  return cancel_check(token);
}

static int on_ui(void *arg, cancel_token token, void *result) {
  static const int cache = 0;
  task *first = task_start(cached_bad, (void *)&cache, sizeof(int), token);
  task *second = task_start(checked_ok, arg, 0, token);
  int status = task_await(first, NULL);
  int other = task_await(second, NULL);
  return status != 0 ? status : other;
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
