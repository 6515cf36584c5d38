// Let go of and taken again in a loop.
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items;

int wait_ok(int amount) {
  pthread_mutex_lock(&lock);
  while (items < amount) {
    pthread_mutex_unlock(&lock);
    amount--;
    pthread_mutex_lock(&lock);
  }
  pthread_mutex_unlock(&lock);
  return amount;
}

void each_ok(pthread_mutex_t *locks, int count) {
  for (int i = 0; i < count; i++)
    pthread_mutex_lock(&locks[i]);
  for (int i = 0; i < count; i++)
    pthread_mutex_unlock(&locks[i]);
}

int in_each_round_bad(int rounds) {
  for (int i = 0; i < rounds; i++) {
    pthread_mutex_lock(&lock);
    pthread_mutex_lock(&lock); // expect: double-lock
    items++;
    pthread_mutex_unlock(&lock);
  }
  return rounds;
}

int once_more_bad(int rounds) {
  for (int i = 0; i < rounds; i++) {
    pthread_mutex_lock(&lock);
    items++;
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&lock); // expect: double-lock
  }
  return rounds;
}
