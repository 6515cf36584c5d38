// silent
// Bodies that cannot fail by themselves.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

static int ping(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int count(void *arg, cancel_token token, void *result) {
  ++*(int *)arg;
  return 0;
}

void ping_ok(void *host, cancel_token token) {
  task_detach(task_run(ping, host, 0, token), NULL, NULL);
  task_detach(task_run(count, host, 0, token), NULL, NULL);
}
