// All that wait are told in a loop under the lock, or after it.
#include <pthread.h>
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

void all_bad(task_source **sources, int count) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < count; i++)
    (void)task_source_set_result(sources[i], NULL); // expect: completion-under-lock
  pthread_mutex_unlock(&lock);
}

void each_ok(task_source **sources, int count) {
  for (int i = 0; i < count; i++) {
    pthread_mutex_lock(&lock);
    failures--;
    pthread_mutex_unlock(&lock);
    (void)task_source_set_result(sources[i], NULL);
  }
}
