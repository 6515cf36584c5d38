// silent
// Nobody looks at the results: then the order is all there is.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

void ignored_ok(int left, int right, cancel_token token) {
  (void)task_await(task_run(load, &left, 0, token), NULL);  // best effort
  (void)task_await(task_run(load, &right, 0, token), NULL); // best effort
}

int last_ok(int left, int right, cancel_token token) {
  (void)task_await(task_run(load, &left, 0, token), NULL); // best effort
  return task_await(task_run(load, &right, 0, token), NULL);
}
