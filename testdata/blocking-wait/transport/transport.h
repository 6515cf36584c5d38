// Ways to send a message, behind a table of operations.
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <taskrt/task.h>

struct transport {
  int (*send)(const char *text, cancel_token token);
  int (*close)(cancel_token token);
};

extern const struct transport queue_transport;
extern const struct transport stream_transport;

#endif
