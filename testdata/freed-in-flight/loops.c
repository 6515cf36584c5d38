// A source for each turn.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

int until_it_works_bad(void *feed) {
  int status = TASK_ETIMEDOUT;
  while (status == TASK_ETIMEDOUT) {
    cancel_source *stop = cancel_source_create();
    task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
    cancel_source_destroy(stop); // expect: freed-in-flight
    status = task_await(polling, NULL);
  }
  return status;
}

static int poll_once_ok(void *feed) {
  cancel_source *stop = cancel_source_create();
  int status = task_await(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL);
  cancel_source_destroy(stop);
  return status;
}

int until_it_works_ok(void *feed) {
  int status = TASK_ETIMEDOUT;
  while (status == TASK_ETIMEDOUT)
    status = poll_once_ok(feed);
  return status;
}
