// A global lock, a nested call, and the same work without the lock.
#include <pthread.h>
#include <taskrt/task.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static int total;

static int add(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  total += *(int *)arg;
  pthread_mutex_unlock(&lock);
  return 0;
}

int add_bad(int amount) {
  pthread_mutex_lock(&lock);
  int status = task_wait(task_run(add, &amount, 0, CANCEL_NONE)); // expect: deadlocking-wait
  pthread_mutex_unlock(&lock);
  return status;
}

int add_ok(int amount) {
  pthread_mutex_lock(&lock);
  task *adding = task_run(add, &amount, 0, CANCEL_NONE);
  pthread_mutex_unlock(&lock);
  return task_wait(adding);
}

int add_other_ok(int amount) {
  pthread_mutex_lock(&other);
  int status = task_wait(task_run(add, &amount, 0, CANCEL_NONE));
  pthread_mutex_unlock(&other);
  return status;
}
