// The guard's lock is seen in this file only.
#include "guard.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void guard_enter(void) {
  pthread_mutex_lock(&lock);
}

void guard_leave(void) {
  pthread_mutex_unlock(&lock);
}

int guard_leave_failed(int status) {
  guard_leave();
  return status;
}
