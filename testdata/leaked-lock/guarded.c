// silent
// Taken and released under the same condition on a member; calls between get the record around it.
#include <pthread.h>

struct queue {
  int count;
};

struct bus {
  pthread_mutex_t peers;
  struct queue messages;
  int delivering;
};

struct context {
  struct bus bus;
};

int queue_add(struct queue *queue, void *message);
int bus_interest(struct bus *bus, void *message);
void bus_check(struct context *context);

int send_ok(struct context *context, void *message) {
  if (!context->bus.delivering)
    pthread_mutex_lock(&context->bus.peers);
  int interest = bus_interest(&context->bus, message);
  if (interest > 0)
    queue_add(&context->bus.messages, message);
  if (!context->bus.delivering)
    pthread_mutex_unlock(&context->bus.peers);
  return 0;
}

int send_loop_ok(struct context *context, void **messages, int count) {
  if (context->bus.delivering == 0)
    pthread_mutex_lock(&context->bus.peers);
  for (int i = 0; i < count; i++)
    bus_interest(&context->bus, messages[i]);
  bus_check(context);
  if (context->bus.delivering == 0)
    pthread_mutex_unlock(&context->bus.peers);
  return count;
}

int send_early_ok(struct context *context, void *message) {
  int locked = !context->bus.delivering;
  if (locked)
    pthread_mutex_lock(&context->bus.peers);
  if (bus_interest(&context->bus, message) == 0) {
    if (locked)
      pthread_mutex_unlock(&context->bus.peers);
    return -1;
  }
  if (locked)
    pthread_mutex_unlock(&context->bus.peers);
  return 0;
}
