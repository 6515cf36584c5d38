// Locks of other kinds.
#include <pthread.h>
#include <taskrt/mutex.h>
#include <threads.h>

int standard_bad(mtx_t *lock) {
  mtx_lock(lock);
  mtx_unlock(lock);
  return mtx_unlock(lock); // expect: double-lock "is released a second time"
}

void writer_bad(pthread_rwlock_t *lock) {
  pthread_rwlock_wrlock(lock);
  pthread_rwlock_wrlock(lock); // expect: double-lock "is taken while it is held"
  pthread_rwlock_unlock(lock);
}

// Several readers may hold it, the same thread among them.
void readers_ok(pthread_rwlock_t *lock) {
  pthread_rwlock_rdlock(lock);
  pthread_rwlock_rdlock(lock);
  pthread_rwlock_unlock(lock);
  pthread_rwlock_unlock(lock);
}

void spinning_bad(pthread_spinlock_t *lock) {
  pthread_spin_lock(lock);
  pthread_spin_lock(lock); // expect: double-lock
  pthread_spin_unlock(lock);
}

int of_tasks_bad(task_mutex *lock, cancel_token token) {
  int status = task_mutex_lock(lock, token);
  if (status != 0)
    return status;
  status = task_delay(1, token);
  task_mutex_unlock(lock);
  task_mutex_unlock(lock); // expect: double-lock
  return status;
}
