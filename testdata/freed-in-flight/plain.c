// The source of a token is destroyed while the task that got it runs.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

int poll_once_bad(void *feed) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  cancel_request(stop);
  cancel_source_destroy(stop); // expect: freed-in-flight "`stop` is destroyed while the task"
  return task_await(polling, NULL);
}

void poll_in_background_bad(void *feed) {
  cancel_source *stop = cancel_source_create();
  task_detach(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL, NULL);
  cancel_source_destroy(stop); // expect: freed-in-flight
}

int poll_once_ok(void *feed) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  cancel_request(stop);
  int status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
}
