// Holds its lock while it asks the cache to drop something.
#include "parts.h"
#include <pthread.h>

static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;

void disk_write(void) {
  pthread_mutex_lock(&disk); // note: "and then `disk`, in `disk_write`"
  pthread_mutex_unlock(&disk);
}

void disk_full(void) {
  pthread_mutex_lock(&disk); // note: "`disk` is locked here"
  cache_drop();              // note: "`disk_full` calls `cache_drop` here"
  pthread_mutex_unlock(&disk);
}
