// Only `send` is called by a task; `close` is what main does at the end.
#include "transport.h"

struct message {
  const struct transport *transport;
  const char *text;
};

static int post(void *arg, cancel_token token, void *result) {
  const struct message *message = arg;
  return message->transport->send(message->text, token);
}

int main(int argc, char **argv) {
  struct message message = {argc > 1 ? &queue_transport : &stream_transport, argv[0]};
  int status = task_wait(task_run(post, &message, 0, CANCEL_NONE));
  return status | message.transport->close(CANCEL_NONE);
}
