// TCP: sends with a task, and takes it when asked to flush.
#include "transport.h"

static int send_segment(void *arg, cancel_token token, void *result) {
  return task_delay(8, token);
}

static task *send_tcp(void *message, cancel_token token) {
  return task_run(send_segment, message, 0, token);
}

static void flush_tcp(task *sent) {
  task_detach(sent, NULL, NULL);
}

const struct transport tcp_transport = {.name = "tcp", .send = send_tcp, .flush = flush_tcp};
