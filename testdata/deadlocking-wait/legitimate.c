// silent
// Waits with a lock held that the work does not need, or that is let go of.
#include <pthread.h>
#include <taskrt/task.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static int ready;

static void *prepare(void *arg) {
  pthread_mutex_lock(&lock);
  ready = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
  return arg;
}

static void *read_table(void *arg) {
  pthread_rwlock_rdlock(&table);
  ready++;
  pthread_rwlock_unlock(&table);
  return arg;
}

static void *try_it(void *arg) {
  if (pthread_mutex_trylock(&lock) == 0)
    pthread_mutex_unlock(&lock);
  return arg;
}

int wait_ok(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, prepare, NULL) != 0)
    return -1;
  pthread_mutex_lock(&lock);
  while (!ready)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  return pthread_join(thread, NULL);
}

int read_ok(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, read_table, NULL) != 0)
    return -1;
  pthread_rwlock_rdlock(&table);
  pthread_join(thread, NULL);
  pthread_rwlock_unlock(&table);
  return 0;
}

int try_ok(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, try_it, NULL) != 0)
    return -1;
  pthread_mutex_lock(&lock);
  pthread_join(thread, NULL);
  pthread_mutex_unlock(&lock);
  return 0;
}
