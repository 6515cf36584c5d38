// Waits for the broker.
#include "transport.h"

static int deliver(void *arg, cancel_token token, void *result) {
  return task_delay(30, token);
}

static int queue_send_bad(const char *text, cancel_token token) {
  task *delivery = task_run(deliver, (void *)text, 0, token);
  return task_wait(delivery); // expect: blocking-wait "`task_wait`"
}

static int queue_close_ok(cancel_token token) {
  return task_wait(task_delay_async(1, token));
}

const struct transport queue_transport = {.send = queue_send_bad, .close = queue_close_ok};
