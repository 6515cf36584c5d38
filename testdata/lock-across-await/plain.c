// A mutex, a read-write lock, a spin lock and a lock of C11 are held where the task suspends.
#include <pthread.h>
#include <taskrt/task.h>
#include <threads.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static mtx_t plain;

int mutex_bad(cancel_token token) {
  pthread_mutex_lock(&mutex);
  int status = task_delay(10, token);
  // expect@-1: lock-across-await "`mutex` is held while `task_delay`"
  pthread_mutex_unlock(&mutex);
  return status;
}

int reader_bad(cancel_token token) {
  pthread_rwlock_rdlock(&table);
  int status = task_delay(10, token); // expect: lock-across-await "`table`"
  pthread_rwlock_unlock(&table);
  return status;
}

int writer_bad(task *work) {
  pthread_rwlock_wrlock(&table);
  int status = task_await(work, NULL);
  // expect@-1: lock-across-await "`table` is held while `task_await`"
  pthread_rwlock_unlock(&table);
  return status;
}

int spin_bad(cancel_token token) {
  pthread_spin_lock(&spin);
  int status = task_delay(10, token); // expect: lock-across-await "`spin`"
  pthread_spin_unlock(&spin);
  return status;
}

int c11_bad(cancel_token token) {
  mtx_lock(&plain);
  int status = task_delay(10, token); // expect: lock-across-await "`plain`"
  mtx_unlock(&plain);
  return status;
}

int before_ok(cancel_token token) {
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  return task_delay(10, token);
}
