// A thread that is joined with the lock held that it needs.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct pump {
  pthread_mutex_t lock;
  pthread_t thread;
  bool stop;
};

static void *run(void *arg) {
  struct pump *pump = arg;
  pthread_mutex_lock(&pump->lock);
  while (!pump->stop) {
    pthread_mutex_unlock(&pump->lock);
    pthread_mutex_lock(&pump->lock);
  }
  pthread_mutex_unlock(&pump->lock);
  return NULL;
}

int once_bad(struct pump *pump) {
  if (pthread_create(&pump->thread, NULL, run, pump) != 0)
    return -1;
  pthread_mutex_lock(&pump->lock);
  pump->stop = true;
  pthread_join(pump->thread, NULL); // expect: deadlocking-wait "waits for `run`"
  pthread_mutex_unlock(&pump->lock);
  return 0;
}

int once_ok(struct pump *pump) {
  if (pthread_create(&pump->thread, NULL, run, pump) != 0)
    return -1;
  pthread_mutex_lock(&pump->lock);
  pump->stop = true;
  pthread_mutex_unlock(&pump->lock);
  pthread_join(pump->thread, NULL);
  return 0;
}

int other_ok(struct pump *pump, struct pump *other) {
  if (pthread_create(&other->thread, NULL, run, other) != 0)
    return -1;
  pthread_mutex_lock(&pump->lock);
  pthread_join(other->thread, NULL);
  pthread_mutex_unlock(&pump->lock);
  return 0;
}
