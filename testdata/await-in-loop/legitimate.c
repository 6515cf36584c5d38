// silent
// A comment says why; a loop that awaits what was started before; a loop without await.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int commented_ok(int *sizes, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++)
    // The server takes one request at a time.
    status = task_await(task_run(load, &sizes[i], 0, token), NULL);
  return status;
}

int join_ok(int *sizes, cancel_token token) {
  task *loading[4];
  int status = 0;
  for (int i = 0; i < 4; i++)
    loading[i] = task_run(load, &sizes[i], 0, token);
  for (int i = 0; i < 4; i++)
    status |= task_await(loading[i], NULL);
  return status;
}

int sum_ok(const int *sizes, int count) {
  int sum = 0;
  while (count-- > 0)
    sum += sizes[count];
  return sum;
}
