// silent
// The body, or the task, comes from somewhere else.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

extern int other(void *arg, cancel_token token, void *result);

void extern_ok(void *page, cancel_token token) {
  task_detach(task_run(other, page, 0, token), NULL, NULL);
}

void pointer_ok(task_fn body, void *page, cancel_token token) {
  task_detach(task_run(body, page, 0, token), NULL, NULL);
}

void taken_ok(task *running) {
  task_detach(running, NULL, NULL);
}

void either_ok(int fast, void *page, cancel_token token) {
  task *running = fast ? task_start(other, page, 0, token) : task_run(save, page, 0, token);
  task_detach(running, NULL, NULL);
}
