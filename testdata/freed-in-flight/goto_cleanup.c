// Cleanup behind labels.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

int open_feed(void *feed);

int wrong_order_bad(void *feed) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  int status = open_feed(feed);
  if (status != 0)
    goto out;
  status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
out:
  cancel_source_destroy(stop); // expect: freed-in-flight
  (void)task_await(polling, NULL);
  return status;
}

int right_order_ok(void *feed) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  int status = open_feed(feed);
  if (status != 0)
    goto out;
  status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
out:
  cancel_request(stop);
  (void)task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
}
