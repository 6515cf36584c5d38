// Where blocking is allowed, it is not allowed under a lock of the tasks.
#include <pthread.h>
#include <taskrt/task.h>
#include <unistd.h>

struct store {
  pthread_mutex_t lock, files;
  int fd, dirty;
};

static int flush_bad(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  pthread_mutex_lock(&store->lock);
  int status = fsync(store->fd); // expect: blocking-under-lock "`fsync` blocks while `store->lock`"
  store->dirty = 0;
  pthread_mutex_unlock(&store->lock);
  return status;
}

static int flush_ok(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  pthread_mutex_lock(&store->files);
  int status = fsync(store->fd);
  pthread_mutex_unlock(&store->files);
  pthread_mutex_lock(&store->lock);
  store->dirty = 0;
  pthread_mutex_unlock(&store->lock);
  return status;
}

static int work(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  pthread_mutex_lock(&store->lock);
  int dirty = store->dirty;
  pthread_mutex_unlock(&store->lock);
  return task_await(task_offload(dirty ? flush_bad : flush_ok, store, 0, token), NULL);
}

int start(struct store *store) {
  return task_wait(task_run(work, store, 0, CANCEL_NONE));
}
