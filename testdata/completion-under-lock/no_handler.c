// silent
// The function that takes the lock is called by others, but is no handler.
#include <pthread.h>
#include <taskrt/source.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int failures;

void failed_ok(void) {
  pthread_mutex_lock(&lock);
  failures++;
  pthread_mutex_unlock(&lock);
}

void answered_ok(task_source *source) {
  pthread_mutex_lock(&lock);
  (void)task_source_set_result(source, NULL);
  pthread_mutex_unlock(&lock);
}

void watch(task *answer) {
  task_detach(answer, NULL, NULL);
}
