// One task after the other, and all at the same time.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int one_by_one_bad(int *sizes, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++)
    status = task_await(task_run(load, &sizes[i], 0, token), NULL);
  // expect@-1: await-in-loop "the tasks of this loop run one after another"
  return status;
}

int together_ok(int *sizes, cancel_token token) {
  task *loading[8];
  for (int i = 0; i < 8; i++)
    loading[i] = task_run(load, &sizes[i], 0, token);
  return task_await(task_when_all(loading, 8), NULL);
}
