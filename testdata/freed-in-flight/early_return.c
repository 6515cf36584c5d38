// Ways out that destroy the source without waiting.
#include <stdbool.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

static task *background;

int early_bad(void *feed, bool later) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  if (later) {
    background = polling;
    cancel_source_destroy(stop); // expect: freed-in-flight
    return 0;
  }
  int status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
}

int shared_label_ok(void *feed, bool skip) {
  int status = TASK_EINVAL;
  cancel_source *stop = cancel_source_create();
  if (skip)
    goto out;
  status = task_await(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL);
out:
  cancel_source_destroy(stop);
  return status;
}

int not_started_ok(void *feed) {
  cancel_source *stop = cancel_source_create();
  task *polling = task_run(poll_feed, feed, 0, cancel_source_token(stop));
  if (!polling) {
    cancel_source_destroy(stop);
    return TASK_ENOMEM;
  }
  int status = task_await(polling, NULL);
  cancel_source_destroy(stop);
  return status;
}
