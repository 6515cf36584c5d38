// silent
// Handlers, awaits, and wrappers that name one.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

static int last_status;

static void in_background(void *page, cancel_token token) {
  task_detach(task_run(save, page, 0, token), failed, &last_status);
}

void wrapped_ok(void *page, cancel_token token) {
  in_background(page, token);
}

int awaited_ok(void *page, cancel_token token) {
  return task_await(task_run(save, page, 0, token), NULL);
}
