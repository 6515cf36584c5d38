// The lock and the slow call.
#include "registry.h"
#include <netdb.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int size;

void registry_lock(void) {
  pthread_mutex_lock(&lock);
}

void registry_unlock(void) {
  pthread_mutex_unlock(&lock);
}

void registry_resolve(const char *name) {
  struct addrinfo *found;
  if (getaddrinfo(name, NULL, NULL, &found) == 0)
    // note@-1: "`registry_resolve` calls `getaddrinfo` here"
    freeaddrinfo(found);
}

int registry_size(void) {
  registry_lock();
  int now = size;
  registry_unlock();
  return now;
}
