// The lock is only held on the way that failed; early returns elsewhere.
#include <pthread.h>
#include <taskrt/task.h>

struct store {
  pthread_mutex_t lock;
  int open;
};

static int flush(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  pthread_mutex_lock(&store->lock);
  store->open = 0;
  pthread_mutex_unlock(&store->lock);
  return 0;
}

int close_bad(struct store *store, int how) {
  int status = -1;
  task *flushing = task_run(flush, store, 0, CANCEL_NONE);
  pthread_mutex_lock(&store->lock);
  if (!store->open)
    goto out;
  pthread_mutex_unlock(&store->lock);
  return task_wait(flushing);
out:
  status = task_wait(flushing); // expect: deadlocking-wait
  pthread_mutex_unlock(&store->lock);
  return status;
}

int close_ok(struct store *store, int how) {
  task *flushing = task_run(flush, store, 0, CANCEL_NONE);
  pthread_mutex_lock(&store->lock);
  if (how == 0) {
    pthread_mutex_unlock(&store->lock);
    return task_wait(flushing);
  }
  store->open = how;
  pthread_mutex_unlock(&store->lock);
  return task_wait(flushing);
}
