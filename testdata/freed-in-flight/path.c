// The whole path of a finding.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

int poll_bad(void *feed, int patience) {
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return TASK_ENOMEM;
  task *polling =
      task_run(poll_feed, feed, 0, cancel_source_token(stop)); // note: "gets the token here"
  int status = 0;
  if (patience > 3) {
    status = task_await(polling, NULL);
  } else {                            // note@-2: "this is false"
    task_detach(polling, NULL, NULL); // note: "`task_detach` takes the handle here and does not"
  }
  cancel_source_destroy(stop); // expect: freed-in-flight "`stop` is destroyed"
  // note@-1: "wait for the task before"
  return status;
}
