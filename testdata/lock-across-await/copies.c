// The lock under other names: copies of pointers, locals, structures in structures.
#include <pthread.h>
#include <stdlib.h>
#include <taskrt/task.h>

struct session {
  pthread_mutex_t *lock;
  struct {
    pthread_mutex_t lock;
  } inner[2];
};

int copy_bad(void *arg, cancel_token token) {
  struct session *session = arg;
  pthread_mutex_t *mutex = session->lock;
  pthread_mutex_lock(mutex);
  int status = task_delay(1, token); // expect: lock-across-await "`mutex`"
  pthread_mutex_unlock(session->lock);
  return status;
}

int copy_ok(void *arg, cancel_token token) {
  struct session *session = arg, *same = session;
  pthread_mutex_t *mutex = session->lock;
  pthread_mutex_lock(mutex);
  pthread_mutex_unlock(same->lock);
  return task_delay(1, token);
}

int inner_bad(struct session *session, cancel_token token) {
  pthread_mutex_lock(&session->inner[1].lock);
  pthread_mutex_lock(&session->inner[0].lock);
  pthread_mutex_unlock(&session->inner[0].lock);
  int status = task_delay(1, token); // expect: lock-across-await "`session->inner[1].lock`"
  pthread_mutex_unlock(&session->inner[1].lock);
  return status;
}

int local_bad(cancel_token token) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  int status = task_delay(1, token); // expect: lock-across-await "`lock`"
  pthread_mutex_unlock(&lock);
  return status;
}
