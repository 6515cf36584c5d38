// The lock is taken here, and here the task is suspended.
#include "log.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void log_lock(void) {
  pthread_mutex_lock(&lock);
}

void log_unlock(void) {
  pthread_mutex_unlock(&lock);
}

static int write_out(cancel_token token) {
  return task_delay(3, token); // note: "`write_out` calls `task_delay` here"
}

int log_flush(cancel_token token) {
  return write_out(token); // note: "`log_flush` calls `write_out` here"
}
