// The body of a task has a token from whoever started it.
#include <taskrt/task.h>

struct poll {
  int interval;
  int turns;
};

static int poll_sensor_bad(void *arg, cancel_token token, void *result) {
  const struct poll *poll = arg;
  for (int i = 0; i < poll->turns; i++) {
    int status = task_delay((uint64_t)poll->interval, CANCEL_NONE);
    // expect@-1: dropped-token
    if (status != 0)
      return status;
  }
  return 0;
}

static int poll_sensor_ok(void *arg, cancel_token token, void *result) {
  const struct poll *poll = arg;
  for (int i = 0; i < poll->turns; i++) {
    int status = task_delay((uint64_t)poll->interval, token);
    if (status != 0)
      return status;
  }
  return 0;
}

// A task inside a task.
static int poll_both_bad(void *arg, cancel_token token, void *result) {
  task *first = task_run(poll_sensor_ok, arg, 0, token);
  task *second = task_run(poll_sensor_bad, arg, 0, CANCEL_NONE);
  // expect@-1: dropped-token
  int status = task_await(first, NULL);
  int second_status = task_await(second, NULL);
  return status != 0 ? status : second_status;
}

int main(void) {
  struct poll poll = {.interval = 10, .turns = 3};
  return task_wait(task_run(poll_both_bad, &poll, 0, CANCEL_NONE));
}
