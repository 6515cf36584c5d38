// Holds its lock while it writes to the disk.
#include "parts.h"
#include <pthread.h>

static pthread_mutex_t cache = PTHREAD_MUTEX_INITIALIZER;

void cache_drop(void) {
  pthread_mutex_lock(&cache); // note: "and then `cache`, in `cache_drop`"
  pthread_mutex_unlock(&cache);
}

void cache_fill(void) {
  pthread_mutex_lock(&cache);
  disk_write(); // expect: lock-inversion "`cache` and `disk` are taken in both orders"
  pthread_mutex_unlock(&cache);
}
