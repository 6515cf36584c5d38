// A task handle is no memory of one's own.
#include <stdlib.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

void free_task_bad(void *feed) {
  task *polling = task_run(poll_feed, feed, 0, CANCEL_NONE);
  free(polling); // expect: freed-in-flight "`polling` is a task that may be running, and is freed"
}

void free_copy_bad(void *feed) {
  task *polling = task_run(poll_feed, feed, 0, CANCEL_NONE);
  void *memory = polling;
  free(memory); // expect: freed-in-flight
}

void detach_ok(void *feed) {
  task_detach(task_run(poll_feed, feed, 0, CANCEL_NONE), NULL, NULL);
}

int free_argument_ok(void) {
  int *feed = malloc(sizeof *feed);
  int status = task_await(task_run(poll_feed, feed, 0, CANCEL_NONE), NULL);
  free(feed);
  return status;
}
