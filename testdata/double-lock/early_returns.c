// Only one of the ways out has released it before.
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stock;

int take_bad(int amount) {
  pthread_mutex_lock(&lock);
  if (amount > stock) {
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&lock); // expect: double-lock
    return -1;
  }
  stock -= amount;
  pthread_mutex_unlock(&lock);
  return 0;
}

int take_ok(int amount) {
  pthread_mutex_lock(&lock);
  if (amount > stock) {
    pthread_mutex_unlock(&lock);
    return -1;
  }
  stock -= amount;
  pthread_mutex_unlock(&lock);
  return 0;
}
