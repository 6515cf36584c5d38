// A comment at the call says why.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

void commented_ok(void *page, cancel_token token) {
  // Best effort: the next save comes in a minute.
  task_detach(task_run(save, page, 0, token), NULL, NULL);
}

void uncommented_bad(void *page, cancel_token token) {
  task *saving = task_run(save, page, 0, token); // started early

  task_detach(saving, NULL, NULL);
  // expect@-1: unhandled-detach
}
