// silent
// Locks that are released before the task suspends, on the path that suspends, or by a helper.
#include <pthread.h>
#include <stdbool.h>
#include <taskrt/task.h>

struct cache {
  pthread_mutex_t lock;
  int hits, misses;
  bool shared;
};

static int look_ok(struct cache *cache, bool hit, cancel_token token) {
  pthread_mutex_lock(&cache->lock);
  if (hit) {
    cache->hits++;
    pthread_mutex_unlock(&cache->lock);
    return task_delay(1, token);
  }
  cache->misses++;
  pthread_mutex_unlock(&cache->lock);
  return 0;
}

// The same condition twice: the lock is held exactly when it is released.
static int sometimes_shared_ok(struct cache *cache, cancel_token token) {
  if (cache->shared)
    pthread_mutex_lock(&cache->lock);
  cache->hits++;
  if (cache->shared)
    pthread_mutex_unlock(&cache->lock);
  return task_delay(1, token);
}

static int flags_ok(struct cache *cache, unsigned flags, cancel_token token) {
  if (flags & 2)
    pthread_mutex_lock(&cache->lock);
  cache->hits++;
  if (flags & 2)
    pthread_mutex_unlock(&cache->lock);
  return task_delay(1, token);
}

static int try_ok(struct cache *cache, cancel_token token) {
  if (pthread_mutex_trylock(&cache->lock) != 0)
    return task_delay(1, token);
  cache->hits++;
  pthread_mutex_unlock(&cache->lock);
  return 0;
}

// The task that is started takes its time; starting it does not.
static int body(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int start_ok(struct cache *cache, cancel_token token) {
  pthread_mutex_lock(&cache->lock);
  task *work = task_run(body, cache, 0, token);
  cache->misses++;
  pthread_mutex_unlock(&cache->lock);
  return task_await(work, NULL);
}

static int guarded_ok(struct cache *cache, cancel_token token) {
  int status = 0;
  pthread_mutex_lock(&cache->lock);
  if (!task_running())
    status = task_delay(1, token);
  pthread_mutex_unlock(&cache->lock);
  return status;
}

int all(struct cache *cache, cancel_token token) {
  int status = look_ok(cache, true, token);
  status = status ? status : sometimes_shared_ok(cache, token);
  status = status ? status : flags_ok(cache, 2, token);
  status = status ? status : try_ok(cache, token);
  status = status ? status : start_ok(cache, token);
  return status ? status : guarded_ok(cache, token);
}
