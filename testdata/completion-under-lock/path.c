// Where the lock is taken, the handler that wants it, and what to do.
#include <pthread.h>
#include <taskrt/source.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int failures;

static void failed(int status, void *arg) {
  // note@-1: "`failed` takes this kind of lock, and may run where an outcome is set"
  pthread_mutex_lock(&lock);
  failures++;
  pthread_mutex_unlock(&lock);
}

void watch(task *answer) {
  task_detach(answer, failed, NULL);
}

void answered_bad(task_source *source) {
  pthread_mutex_lock(&lock); // note: "`lock` is locked here"
  (void)task_source_set_result(source, NULL);
  // expect@-1: completion-under-lock "`task_source_set_result` is called with `lock` held"
  // note@-2: "release `lock` first, then set the outcome"
  pthread_mutex_unlock(&lock);
}
