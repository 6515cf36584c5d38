// Macros that start and destroy.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int poll_feed(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

#define START(feed, stop) task_run(poll_feed, (feed), 0, cancel_source_token(stop))
#define DROP(stop)                                                                                 \
  do {                                                                                             \
    cancel_source_destroy(stop);                                                                   \
    (stop) = NULL;                                                                                 \
  } while (0)

int macro_bad(void *feed) {
  cancel_source *stop = cancel_source_create();
  task *polling = START(feed, stop);
  DROP(stop); // expect: freed-in-flight
  return task_await(polling, NULL);
}

int macro_ok(void *feed) {
  cancel_source *stop = cancel_source_create();
  int status = task_await(START(feed, stop), NULL);
  DROP(stop);
  return status;
}
