// The handler takes the lock in a function that it calls.
#include <pthread.h>
#include <taskrt/source.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int failures;

static void count(int by) {
  pthread_mutex_lock(&lock);
  failures += by;
  pthread_mutex_unlock(&lock);
}

static void failed(int status, void *arg) {
  count(1);
}

void watch(task *answer) {
  task_detach(answer, failed, NULL);
}

void answered_bad(task_source *source) {
  pthread_mutex_lock(&lock);
  (void)task_source_set_cancel(source); // expect: completion-under-lock
  pthread_mutex_unlock(&lock);
}
