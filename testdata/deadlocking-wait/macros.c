// Locking and waiting hidden in macros.
#include <pthread.h>
#include <taskrt/task.h>

#define LOCKED(mutex)                                                                              \
  for (int once = pthread_mutex_lock(mutex) == 0; once; once = 0, pthread_mutex_unlock(mutex))
#define RUN_AND_WAIT(body, arg) task_wait(task_run(body, arg, 0, CANCEL_NONE))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int seen;

static int look(void *arg, cancel_token token, void *result) {
  LOCKED(&lock) {
    seen++;
  }
  return 0;
}

int look_bad(void *arg) {
  int status = 0;
  LOCKED(&lock) {
    status = RUN_AND_WAIT(look, arg); // expect: deadlocking-wait
  }
  return status;
}

int look_ok(void *arg) {
  int status = RUN_AND_WAIT(look, arg);
  LOCKED(&lock) {
    seen = 0;
  }
  return status;
}
