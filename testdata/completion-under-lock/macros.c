// Macros that lock for a block.
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

#define WITH_LOCK(statement)                                                                       \
  do {                                                                                             \
    pthread_mutex_lock(&lock);                                                                     \
    statement;                                                                                     \
    pthread_mutex_unlock(&lock);                                                                   \
  } while (0)

void answered_bad(task_source *source) {
  WITH_LOCK((void)task_source_set_result(source, NULL)); // expect: completion-under-lock
}

void answered_ok(task_source *source) {
  WITH_LOCK(failures = 0);
  (void)task_source_set_result(source, NULL);
}
