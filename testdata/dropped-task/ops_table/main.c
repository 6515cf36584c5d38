// Every function behind `send` gives a task, so the call through the table gives one.
#include "transport.h"

static void greet_bad(const struct transport *transport, void *hello) {
  transport->send(hello, CANCEL_NONE); // expect: dropped-task
}

static int ask_bad(const struct transport *transport, void *question, int wait) {
  task *sent = transport->send(question, CANCEL_NONE); // expect: dropped-task
  if (!wait)
    return 0;
  return task_await(sent, NULL);
}

static int ask_ok(const struct transport *transport, void *question) {
  task *sent = transport->send(question, CANCEL_NONE);
  return task_await(sent, NULL);
}

static void tell_ok(const struct transport *transport, void *message) {
  transport->flush(transport->send(message, CANCEL_NONE));
}

int main(void) {
  greet_bad(&tcp_transport, NULL);
  tell_ok(&udp_transport, NULL);
  return ask_bad(&tcp_transport, NULL, 1) + ask_ok(&udp_transport, NULL);
}
