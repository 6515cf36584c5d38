// The same for what runs on another thread; the body is followed there, too, or not.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

void aside_ok(void *page, cancel_token token) {
  task_detach(task_offload(save, page, 0, token), NULL, NULL);
}

void started_bad(void *page, cancel_token token) {
  task_detach(task_start(save, page, 0, token), NULL, NULL);
  // expect@-1: unhandled-detach
}
