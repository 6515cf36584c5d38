// A loop by goto, with continue and break.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int jumps_bad(int *sizes, int count, cancel_token token) {
  int i = 0, status = 0;
again:
  if (i == count)
    goto out;
  i++;
  status = task_await(task_run(load, &sizes[i], 0, token), NULL);
  // expect@-1: await-in-loop
  if (status == 0)
    goto again;
out:
  return status;
}

int skipping_bad(int *sizes, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count; i++) {
    if (sizes[i] == 0)
      continue;
    status = task_await(task_run(load, &sizes[i], 0, token), NULL);
    // expect@-1: await-in-loop
    if (status != 0)
      break;
  }
  return status;
}
