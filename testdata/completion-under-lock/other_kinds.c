// A lock for reading is a lock, too; and the handler is known that another function hands on.
#include <pthread.h>
#include <taskrt/source.h>

static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static int failures;

static void failed(int status, void *arg) {
  pthread_rwlock_wrlock(&table);
  failures++;
  pthread_rwlock_unlock(&table);
}

void watch(task *answer) {
  task_detach(answer, failed, NULL);
}

void look_bad(task_source *source) {
  pthread_rwlock_rdlock(&table);
  (void)task_source_set_result(source, &failures); // expect: completion-under-lock
  pthread_rwlock_unlock(&table);
}

void look_ok(task_source *source) {
  pthread_rwlock_rdlock(&table);
  int seen = failures;
  pthread_rwlock_unlock(&table);
  (void)task_source_set_result(source, &seen);
}
