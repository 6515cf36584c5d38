// One path forgets to release before it suspends.
#include <pthread.h>
#include <taskrt/task.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int credit;

int spend_bad(int amount, cancel_token token) {
  pthread_mutex_lock(&lock); // note: "`lock` is locked here"
  if (credit >= amount) {
    credit -= amount;
    pthread_mutex_unlock(&lock);
    return task_delay(1, token);
  }
  int status = task_delay(100, token); // expect: lock-across-await "`lock`"
  credit += amount;
  pthread_mutex_unlock(&lock);
  return status;
}

int switch_bad(int kind, cancel_token token) {
  int status = 0;
  pthread_mutex_lock(&lock);
  switch (kind) {
  case 0:
    credit = 0;
    break;
  case 1:
    pthread_mutex_unlock(&lock);
    return task_delay(1, token);
  default:
    status = task_delay(2, token); // expect: lock-across-await "`lock`"
    break;
  }
  pthread_mutex_unlock(&lock);
  return status;
}

int conditional_bad(int shared, cancel_token token) {
  if (shared)
    pthread_mutex_lock(&lock);
  int status = task_delay(2, token); // expect: lock-across-await "`lock`"
  if (shared)
    pthread_mutex_unlock(&lock);
  return status;
}
