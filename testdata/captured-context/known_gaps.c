// What the rule does not find, with the reason.
#include <taskrt/context.h>

static task_context *ui;
static int hits;
void log_line(const char *text);

// The counter may be what the context protects; that it is not read anywhere is not seen.
static int fn_counts(void *arg, cancel_token token, void *result) {
  hits++;
  return task_delay(5, token);
}

// Nobody knows what the callee needs.
static int fn_logs(void *arg, cancel_token token, void *result) {
  int status = task_delay(5, token);
  log_line("done");
  return status;
}

// It is a body of the pool elsewhere, so that its context is wanted here, perhaps.
static int fn_both(void *arg, cancel_token token, void *result) {
  return task_delay(5, token);
}

static int plain_bad(void *arg, cancel_token token, void *result) {
  return task_delay(5, token); // expect: captured-context
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task *all[] = {
      task_start(fn_counts, NULL, 0, token), task_start(fn_logs, NULL, 0, token),
      task_start(fn_both, NULL, 0, token),   task_run(fn_both, NULL, 0, token),
      task_start(plain_bad, NULL, 0, token),
  };
  return task_await(task_when_all(all, sizeof all / sizeof *all), NULL);
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
