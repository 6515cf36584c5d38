// What a running operation still needs is destroyed.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

struct feed {
  cancel_source *stop;
  task *polling;
};

static int poll_feed(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(1000, token);
}

int before_the_await(struct feed *feed) {
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return TASK_ENOMEM;
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  cancel_request(stop);
  cancel_source_destroy(stop); // bug: before_the_await
  return task_await(polling, NULL);
}

int of_a_detached_task(struct feed *feed) {
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return TASK_ENOMEM;
  task_detach(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL, NULL);
  cancel_source_destroy(stop); // bug: of_a_detached_task
  return 0;
}

int on_one_way_out(struct feed *feed, int quick) {
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return TASK_ENOMEM;
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  int status = 0;
  if (quick)
    goto out; // bug: on_one_way_out
  status = task_await(polling, NULL);
  polling = NULL;
out:
  cancel_source_destroy(stop);
  return polling ? task_await(polling, NULL) : status;
}

int after_the_await(struct feed *feed) {
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return TASK_ENOMEM;
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  cancel_request(stop);
  int status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
}

int kept_for_later(struct feed *feed) {
  feed->stop = cancel_source_create();
  if (!feed->stop)
    return TASK_ENOMEM;
  feed->polling = task_run(poll_feed, feed, 0, cancel_source_token(feed->stop));
  return 0;
}
