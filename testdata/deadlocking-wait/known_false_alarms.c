// Reported by mistake: the thread has said that it needs the lock no more.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int over;

static void *work(void *arg) {
  pthread_mutex_lock(&lock);
  over = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
  return arg;
}

int fp_run(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, NULL) != 0)
    return -1;
  pthread_mutex_lock(&lock);
  while (!over)
    pthread_cond_wait(&changed, &lock);
  pthread_join(thread, NULL); // expect: deadlocking-wait
  pthread_mutex_unlock(&lock);
  return 0;
}
