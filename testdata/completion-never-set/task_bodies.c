// A task that owns a source, and one that races another for it.
#include <taskrt/source.h>

static int serve_bad(void *arg, cancel_token token, void *result) { // expect: completion-never-set
  task_source *source = arg;
  int status = task_delay(10, token);
  if (status != 0)
    return status; // the awaiter waits for ever when this task is cancelled
  (void)task_source_set_result(source, NULL);
  task_source_destroy(source);
  return 0;
}

static int serve_ok(void *arg, cancel_token token, void *result) {
  task_source *source = arg;
  int status = task_delay(10, token);
  if (status != 0)
    (void)task_source_set_error(source, status);
  else
    (void)task_source_set_result(source, NULL);
  task_source_destroy(source);
  return status;
}

static int time_out_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(1000, token);
  if (status == 0)
    (void)task_source_try_error(arg, TASK_ETIMEDOUT);
  return status;
}

int start(task_source *a, task_source *b, cancel_token token) {
  task *all[3] = {task_run(serve_bad, a, 0, token), task_run(serve_ok, b, 0, token),
                  task_run(time_out_ok, b, 0, token)};
  return task_await(task_when_all(all, 3), NULL);
}
