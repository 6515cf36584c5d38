// silent
// Every round does the same: a retry, or a poll.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

int retry_ok(int size, cancel_token token) {
  int status;
  do
    status = task_await(task_run(load, &size, 0, token), NULL);
  while (status == TASK_ETIMEDOUT);
  return status;
}

int counted_ok(int size, cancel_token token) {
  int status = -1;
  for (int i = 0; i < 3 && status != 0; i++)
    status = task_await(task_run(load, &size, 0, token), NULL);
  return status;
}

// Another server after a failure.
int servers_ok(int *servers, int count, cancel_token token) {
  int status = TASK_EAGAIN;
  for (int i = 0; i < count; i++) {
    status = task_await(task_run(load, &servers[i], 0, token), NULL);
    if (status == 0)
      break;
  }
  return status;
}

int servers_timed_out_ok(int *servers, int count, cancel_token token) {
  for (int i = 0; i < count; i++) {
    int status = task_await(task_run(load, &servers[i], 0, token), NULL);
    if (status != TASK_ETIMEDOUT)
      return status;
  }
  return TASK_ETIMEDOUT;
}
