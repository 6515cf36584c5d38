// Consumed in a loop: the next turn meets the same handle again.
#include <stdbool.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(40, token);
}

int retry_bad(void *feed) {
  task *poll = task_run(poll_feed, feed, 0, CANCEL_NONE);
  int status;
  do
    status = task_await(poll, NULL); // expect: reused-task "again in the next turn of the loop"
  while (status == TASK_ETIMEDOUT);
  return status;
}

int first_result_bad(task *poll, int tries) {
  for (int i = 0; i < tries; i++)
    if (task_await(poll, NULL) == 0) // expect: reused-task
      return i;
  return -1;
}

int restart_ok(void *feed) {
  task *poll = task_run(poll_feed, feed, 0, CANCEL_NONE);
  int status;
  while ((status = task_await(poll, NULL)) == TASK_ETIMEDOUT)
    poll = task_run(poll_feed, feed, 0, CANCEL_NONE);
  return status;
}

int each_turn_ok(void *feed, int turns) {
  int status = 0;
  for (int i = 0; i < turns && status == 0; i++) {
    task *poll = task_run(poll_feed, feed, 0, CANCEL_NONE);
    status = task_await(poll, NULL);
  }
  return status;
}

int stop_after_ok(void *feed, int turns) {
  task *poll = task_run(poll_feed, feed, 0, CANCEL_NONE);
  bool over = false;
  int status = 0;
  for (int i = 0; i < turns; i++) {
    if (!over && i == turns / 2) {
      status = task_await(poll, NULL);
      over = true;
    }
  }
  if (!over)
    status = task_await(poll, NULL);
  return status;
}
