// What the rule misses, each for the reason its page gives.
#include <pthread.h>
#include <taskrt/task.h>

// Locks of an array that loops take and release: nobody knows which are held.
int fn_elements(pthread_mutex_t *locks, int count, cancel_token token) {
  for (int i = 0; i < count; i++)
    pthread_mutex_lock(&locks[i]);
  int status = task_delay(1, token);
  for (int i = 0; i < count; i++)
    pthread_mutex_unlock(&locks[i]);
  return status;
}

// A pointer that walks: after the assignment its name means another lock.
int fn_walking(pthread_mutex_t *lock, pthread_mutex_t *other, cancel_token token) {
  pthread_mutex_t *now = lock, *held;
  pthread_mutex_lock(now);
  held = now;
  now = other;
  int status = task_delay(1, token);
  pthread_mutex_unlock(held);
  return status;
}

int two_bad(pthread_mutex_t *lock, cancel_token token) {
  pthread_mutex_lock(lock);
  int status = task_delay(1, token); // expect: lock-across-await
  pthread_mutex_unlock(lock);
  return status;
}
