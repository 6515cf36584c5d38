// Attempts: what is held depends on what they said.
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

int try_bad(int wanted) {
  if (pthread_mutex_trylock(&lock) != 0) // expect: leaked-lock "`lock`"
    return -1;
  if (value == wanted)
    return -2;
  value = wanted;
  pthread_mutex_unlock(&lock);
  return 0;
}

int kept_bad(int wanted) {
  int busy = pthread_mutex_trylock(&lock); // expect: leaked-lock "`lock`"
  if (busy)
    return busy;
  if (value == wanted)
    return -2;
  pthread_mutex_unlock(&lock);
  return 0;
}

int try_ok(void) {
  int got = pthread_mutex_trylock(&lock) == 0;
  value++;
  if (got)
    pthread_mutex_unlock(&lock);
  return got;
}

int wait_ok(void) {
  while (pthread_mutex_trylock(&lock) != 0)
    continue;
  value++;
  pthread_mutex_unlock(&lock);
  return 0;
}

bool attempt_ok(void) {
  return pthread_mutex_trylock(&lock) == 0;
}

int use_ok(void) {
  if (!attempt_ok())
    return -1;
  pthread_mutex_unlock(&lock);
  return 0;
}
