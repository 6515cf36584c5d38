// The outcome is set, and the lock taken, in functions of the program.
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

static void enter(void) {
  pthread_mutex_lock(&lock);
}

static void leave(void) {
  pthread_mutex_unlock(&lock);
}

static void finish(task_source *source, int status) {
  if (status != 0)
    (void)task_source_set_error(source, status);
  else
    (void)task_source_set_result(source, NULL);
}

void finish_bad(task_source *source) {
  enter();
  finish(source, 0); // expect: completion-under-lock "`finish` is called"
  leave();
}

void finish_ok(task_source *source) {
  enter();
  failures = 0;
  leave();
  finish(source, 0);
}
