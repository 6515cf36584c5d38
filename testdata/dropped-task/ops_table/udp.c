// UDP: the same for datagrams.
#include "transport.h"

static int send_datagram(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

static task *send_udp(void *message, cancel_token token) {
  return task_start(send_datagram, message, 0, token);
}

static void flush_udp(task *sent) {
  task_detach(sent, NULL, NULL);
}

const struct transport udp_transport = {.name = "udp", .send = send_udp, .flush = flush_udp};
