// The suspension lies in a helper: the remedy is at the start then.
#include <taskrt/context.h>

static task_context *ui;

static int pause_a_little(cancel_token token) {
  return task_delay(5, token);
}

static int twice(cancel_token token) {
  int status = pause_a_little(token);
  return status == 0 ? pause_a_little(token) : status;
}

static int count_bad(void *arg, cancel_token token, void *result) {
  int status = twice(token); // expect: captured-context
  *(int *)result = 1;
  return status;
}

static int delay_bad(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token); // expect: captured-context
  *(int *)result = 2;
  return status;
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task *counting = task_start(count_bad, NULL, sizeof(int), token);
  // note@-1: "start it with `task_run`"
  task *waiting = task_start(delay_bad, NULL, sizeof(int), token);
  int status = task_await(counting, NULL);
  int other = task_await(waiting, NULL);
  return status != 0 ? status : other;
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
