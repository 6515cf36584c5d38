// Labels for clean-up: the first suspension counts, wherever the ways go afterwards.
#include <stdlib.h>
#include <taskrt/context.h>

static task_context *ui;

static int load_bad(void *arg, cancel_token token, void *result) {
  int status = -1;
  char *buffer = malloc(100);
  if (!buffer)
    goto out;
  status = task_delay(5, token); // expect: captured-context
  if (status != 0)
    goto out;
  buffer[0] = 'x';
  *(int *)result = buffer[0];
out:
  free(buffer);
  return status;
}

static int load_ok(void *arg, cancel_token token, void *result) {
  task *loading = task_delay_async(5, token);
  int status = loading ? task_await_any(loading, NULL) : -1;
  if (status != 0)
    goto out;
  status = task_delay(5, token);
  *(int *)result = 1;
out:
  return status;
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task *loading = task_start(load_bad, NULL, sizeof(int), token);
  task *other = task_start(load_ok, NULL, sizeof(int), token);
  int status = task_await(loading, NULL);
  int second = task_await(other, NULL);
  return status != 0 ? status : second;
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
