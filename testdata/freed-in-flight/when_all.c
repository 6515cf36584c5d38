// Several tasks under one source.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

task *both_bad(void *a, void *b) {
  cancel_source *stop = cancel_source_create();
  cancel_token token = cancel_source_token(stop);
  task *both[2];
  both[0] = task_run(poll_feed, a, 0, token);
  both[1] = task_run(poll_feed, b, 0, token);
  task *all = task_when_all(both, 2);
  cancel_source_destroy(stop); // expect: freed-in-flight
  return all;
}

int both_ok(void *a, void *b) {
  cancel_source *stop = cancel_source_create();
  cancel_token token = cancel_source_token(stop);
  task *both[2];
  both[0] = task_run(poll_feed, a, 0, token);
  both[1] = task_run(poll_feed, b, 0, token);
  int status = task_await(task_when_all(both, 2), NULL);
  cancel_source_destroy(stop);
  return status;
}
