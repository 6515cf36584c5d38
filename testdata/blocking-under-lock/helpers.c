// Helpers that let go of the lock while they wait, and those that do not.
#include <pthread.h>
#include <taskrt/task.h>
#include <unistd.h>

struct pool {
  pthread_mutex_t lock;
  int free;
};

static void pool_lock(struct pool *pool) {
  pthread_mutex_lock(&pool->lock);
}

static void pool_unlock(struct pool *pool) {
  pthread_mutex_unlock(&pool->lock);
}

static void pause_unlocked(struct pool *pool) {
  pool_unlock(pool);
  usleep(10);
  pool_lock(pool);
}

static void pause_locked(struct pool *pool) {
  if (!pool->free)
    usleep(10);
}

void take_ok(struct pool *pool) {
  pool_lock(pool);
  while (!pool->free)
    pause_unlocked(pool);
  pool_unlock(pool);
}

void take_bad(struct pool *pool) {
  pool_lock(pool);
  while (!pool->free)
    pause_locked(pool); // expect: blocking-under-lock "`pause_locked` blocks while `pool->lock`"
  pool_unlock(pool);
}

static int work(void *arg, cancel_token token, void *result) {
  struct pool *pool = arg;
  pool_lock(pool);
  pool->free++;
  pool_unlock(pool);
  return cancel_check(token);
}

int start(struct pool *pool) {
  return task_wait(task_run(work, pool, 0, CANCEL_NONE));
}
