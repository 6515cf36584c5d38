// A plain variable that the task writes through its argument.
#include <taskrt/task.h>

static int count(void *arg, cancel_token token, void *result) {
  int *counter = arg;
  *counter = 7;
  return task_delay(1, token);
}

static int show(void *arg, cancel_token token, void *result) {
  const int *shown = arg;
  return *shown > 0 ? task_delay(1, token) : TASK_EINVAL;
}

int count_bad(int *out) {
  int counted = 0;
  task *counting = task_run(count, &counted, 0, CANCEL_NONE);
  *out = counted; // expect: result-before-await "`counted` is read before the task"
  return task_await(counting, NULL);
}

int count_ok(int *out) {
  int counted = 0;
  task *counting = task_run(count, &counted, 0, CANCEL_NONE);
  int status = task_await(counting, NULL);
  *out = counted;
  return status;
}

int show_ok(int *out) {
  int shown = 4;
  task *showing = task_run(show, &shown, 0, CANCEL_NONE);
  *out = shown;
  return task_await(showing, NULL);
}
