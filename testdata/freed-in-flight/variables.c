// The token goes by a variable.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

int by_variable_bad(void *feed) {
  cancel_source *stop = cancel_source_create();
  cancel_token token = cancel_source_token(stop);
  task *polling = task_start(poll_feed, feed, 0, token);
  cancel_source_destroy(stop); // expect: freed-in-flight
  return task_await(polling, NULL);
}

int by_variable_ok(void *feed) {
  cancel_source *stop = cancel_source_create();
  cancel_token token = cancel_source_token(stop);
  task *polling = task_start(poll_feed, feed, 0, token);
  int status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
}

int other_source_ok(void *feed, cancel_source *other) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  cancel_source_destroy(other);
  int status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
}

int token_of_caller_ok(void *feed, cancel_token token) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, token);
  cancel_source_destroy(stop);
  return task_await(polling, NULL);
}
