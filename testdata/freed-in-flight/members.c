// Sources kept in a structure.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

struct poller {
  cancel_source *stop;
  task *run;
};

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

int restart_bad(struct poller *poller, void *feed) {
  task *run = task_run(poll_feed, feed, 0, cancel_source_token(poller->stop));
  cancel_source_destroy(poller->stop); // expect: freed-in-flight "`poller->stop` is destroyed"
  return task_await(run, NULL);
}

int renewed_ok(struct poller *poller, void *feed, cancel_source *old) {
  poller->run = task_run(poll_feed, feed, 0, cancel_source_token(poller->stop));
  cancel_source_destroy(old);
  return 0;
}

int stop_ok(struct poller *poller) {
  cancel_request(poller->stop);
  int status = task_await(poller->run, NULL);
  cancel_source_destroy(poller->stop);
  return status;
}
