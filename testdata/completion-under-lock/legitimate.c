// silent
// Locks that no handler takes, that are released before, or for which only a task waits.
#include <pthread.h>
#include <taskrt/mutex.h>
#include <taskrt/source.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int failures;

static void failed(int status, void *arg) {
  pthread_mutex_lock(&lock);
  failures++;
  pthread_mutex_unlock(&lock);
}

void watch(task *answer) {
  task_detach(answer, failed, NULL);
}

static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;

void other_ok(task_source *source) {
  pthread_mutex_lock(&other);
  (void)task_source_set_result(source, NULL);
  pthread_mutex_unlock(&other);
}

void outside_ok(task_source **pending) {
  pthread_mutex_lock(&lock);
  task_source *source = *pending;
  *pending = NULL;
  pthread_mutex_unlock(&lock);
  if (source)
    (void)task_source_set_result(source, NULL);
}

int async_ok(task_mutex *mutex, task_source *source, cancel_token token) {
  int status = task_mutex_lock(mutex, token);
  if (status != 0)
    return status;
  (void)task_source_set_result(source, NULL);
  task_mutex_unlock(mutex);
  return 0;
}

void tried_ok(task_source *source) {
  if (pthread_mutex_trylock(&lock) != 0) {
    (void)task_source_set_cancel(source);
    return;
  }
  failures = 0;
  pthread_mutex_unlock(&lock);
  (void)task_source_set_result(source, NULL);
}
