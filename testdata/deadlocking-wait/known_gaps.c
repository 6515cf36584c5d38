// silent
// Missed: the thread is started by another function, which keeps it in a record.
#include <pthread.h>
#include <stddef.h>

struct pump {
  pthread_mutex_t lock;
  pthread_t thread;
  int stop;
};

static void *run(void *arg) {
  struct pump *pump = arg;
  pthread_mutex_lock(&pump->lock);
  pump->stop++;
  pthread_mutex_unlock(&pump->lock);
  return NULL;
}

int start(struct pump *pump) {
  return pthread_create(&pump->thread, NULL, run, pump);
}

void fn_stop(struct pump *pump) {
  pthread_mutex_lock(&pump->lock);
  pump->stop = 1;
  pthread_join(pump->thread, NULL);
  pthread_mutex_unlock(&pump->lock);
}
