// silent
// Something else in the loop waits, or is unknown.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int next_item(void);

int paced_ok(int *sizes, int count, cancel_token token) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++) {
    status = task_await(task_run(load, &sizes[i], 0, token), NULL);
    status |= task_delay(10, token);
  }
  return status;
}

int stream_ok(cancel_token token) {
  int status = 0, item;
  while ((item = next_item()) && status == 0)
    status = task_await(task_run(load, &item, 0, token), NULL);
  return status;
}
