// In the body of a task, whose signature has the token.
#include <taskrt/task.h>

static int fetch_bad(void *arg, cancel_token token, void *result) {
  int ms = *(int *)arg;
  cancel_source *limit = cancel_source_create();
  // expect@-1: unlinked-timeout
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

static int alone_ok(void *arg, cancel_token token, void *result) {
  (void)token;
  int ms = *(int *)arg;
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

int run_alone(int *ms) {
  return task_wait(task_run(alone_ok, ms, 0, CANCEL_NONE));
}

int run(int *ms) {
  return task_wait(task_run(fetch_bad, ms, 0, CANCEL_NONE));
}
