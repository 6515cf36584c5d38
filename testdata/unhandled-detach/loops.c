// In a loop, and on one branch.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

void each_bad(int *pages, int count, cancel_token token) {
  for (int i = 0; i < count; i++)
    task_detach(task_run(save, &pages[i], 0, token), NULL, NULL);
  // expect@-1: unhandled-detach, unbounded-spawn
}

int branch_bad(void *page, int wait, cancel_token token) {
  task *saving = task_run(save, page, 0, token);
  if (wait)
    return task_await(saving, NULL);
  task_detach(saving, NULL, NULL);
  // expect@-1: unhandled-detach
  return 0;
}
