// Asked twice; attempts; one path only.
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int turns;

void asked_ok(bool alone) {
  if (!alone)
    pthread_mutex_lock(&lock);
  turns++;
  if (!alone)
    pthread_mutex_unlock(&lock);
}

void either_ok(bool early) {
  pthread_mutex_lock(&lock);
  if (early)
    pthread_mutex_unlock(&lock);
  turns++;
  if (!early)
    pthread_mutex_unlock(&lock);
}

void attempt_ok(void) {
  pthread_mutex_lock(&lock);
  if (pthread_mutex_trylock(&lock) == 0)
    turns++;
  pthread_mutex_unlock(&lock);
}

void on_one_way_bad(int level) {
  pthread_mutex_lock(&lock);
  if (level > 0)
    pthread_mutex_lock(&lock); // expect: double-lock
  turns++;
  pthread_mutex_unlock(&lock);
}
