// The loop in a macro.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

#define EACH(i, count) for (int i = 0; i < (count); i++)

int macro_bad(int *sizes, int count, cancel_token token) {
  int status = 0;
  EACH(i, count)
  status |= task_await(task_run(load, &sizes[i], 0, token), NULL);
  // expect@-1: await-in-loop
  return status;
}
