// By goto, and on one branch.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

void jumping_bad(int *requests, int count, cancel_token token) {
again:
  if (count == 0)
    return;
  count--;
  task_detach(task_run(serve, &requests[count], 0, token), NULL, NULL);
  // expect@-1: unbounded-spawn
  goto again;
}

void branch_bad(int *requests, int count, cancel_token token) {
  for (int i = 0; i < count; i++) {
    if (requests[i] == 0)
      continue;
    task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
    // expect@-1: unbounded-spawn
  }
}
