// The start, the await that brings the task back, and what to call instead.
#include <taskrt/context.h>

static task_context *ui;

static int sum_bad(void *arg, cancel_token token, void *result) {
  const int *numbers = arg;
  int sum = 0;
  int status = task_await(task_delay_async(5, token), NULL);
  // expect@-1: captured-context "needs nothing there"
  // note@-2: "call `task_await_any` instead"
  for (int i = 0; status == 0 && numbers[i]; i++)
    sum += numbers[i];
  *(int *)result = sum;
  return status;
}

static task *begin_sum(int *numbers, cancel_token token) {
  return task_start(sum_bad, numbers, sizeof(int), token);
  // note@-1: "`sum_bad` is started here, on the context of `begin_sum`"
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task *summing = begin_sum(arg, token);
  int status = task_delay(5, token);
  int other = task_await(summing, result);
  return status != 0 ? status : other;
}

int main(void) {
  static int numbers[] = {1, 2, 3, 0};
  int sum = 0;
  ui = task_loop_create();
  if (!ui)
    return 1;
  int status =
      task_loop_run_until(ui, task_run_on(ui, on_ui, numbers, sizeof(int), CANCEL_NONE), &sum);
  task_context_destroy(ui);
  return status != 0;
}
