// The note at the start.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int one_by_one_bad(int *sizes, int count, cancel_token token) {
  for (int i = 0; i < count; i++) {
    task *loading = task_run(load, &sizes[i], 0, token);
    // note@-1: "start them all in the loop, and await them behind it"
    int status = task_await(loading, NULL); // expect: await-in-loop "one after another"
    if (status != 0)
      return status;
  }
  return 0;
}
