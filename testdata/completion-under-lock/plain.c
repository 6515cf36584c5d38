// A global lock is held while the outcome is set; the handler of a task takes it.
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

void answered_bad(task_source *source, int status) {
  pthread_mutex_lock(&lock);
  if (status != 0)
    (void)task_source_try_error(source, status); // expect: completion-under-lock "`lock` held"
  pthread_mutex_unlock(&lock);
}

void done_bad(task_source *source) {
  pthread_mutex_lock(&lock);
  failures = 0;
  (void)task_source_set_result(source, NULL); // expect: completion-under-lock
  pthread_mutex_unlock(&lock);
}

void answered_ok(task_source *source, int status) {
  pthread_mutex_lock(&lock);
  failures = 0;
  pthread_mutex_unlock(&lock);
  (void)task_source_try_error(source, status);
}
