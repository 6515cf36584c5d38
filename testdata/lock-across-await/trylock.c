// An attempt holds the lock exactly when it succeeded, however the result is looked at.
#include <pthread.h>
#include <stdbool.h>
#include <taskrt/task.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int try_bad(cancel_token token) {
  int status = 0;
  if (pthread_mutex_trylock(&lock) == 0) {
    status = task_delay(1, token); // expect: lock-across-await "`lock`"
    pthread_mutex_unlock(&lock);
  }
  return status;
}

int kept_result_bad(cancel_token token) {
  int status = 0, busy = pthread_mutex_trylock(&lock);
  if (busy)
    return task_delay(1, token);
  status = task_delay(2, token); // expect: lock-across-await "`lock`"
  pthread_mutex_unlock(&lock);
  return status;
}

static bool enter(void) {
  return pthread_mutex_trylock(&lock) == 0;
}

int wrapped_bad(cancel_token token) {
  if (!enter())
    return task_delay(1, token);
  int status = task_delay(2, token); // expect: lock-across-await "`lock`"
  pthread_mutex_unlock(&lock);
  return status;
}

int wrapped_ok(cancel_token token) {
  bool entered = enter();
  if (entered)
    pthread_mutex_unlock(&lock);
  return task_delay(1, token);
}

int checked_lock_ok(cancel_token token) {
  if (pthread_mutex_lock(&lock) != 0)
    return task_delay(1, token);
  pthread_mutex_unlock(&lock);
  return 0;
}
