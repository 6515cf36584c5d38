// The operations of a transport, filled in by each kind.
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <taskrt/task.h>

struct transport {
  const char *name;
  task *(*send)(void *message, cancel_token token);
  void (*flush)(task *sent);
};

extern const struct transport tcp_transport;
extern const struct transport udp_transport;

#endif
