// Taken under one condition, released under another one.
#include <pthread.h>

struct bus {
  pthread_mutex_t peers;
  int delivering, closed;
};

int bus_interest(struct bus *bus, void *message);

int send_bad(struct bus *bus, void *message) {
  if (!bus->delivering)
    pthread_mutex_lock(&bus->peers); // expect: leaked-lock "`bus->peers` is not released"
  bus_interest(bus, message);
  if (!bus->closed) // note: "this is true"
    pthread_mutex_unlock(&bus->peers);
  return 0; // note: "the function returns here with `bus->peers` held"
}
