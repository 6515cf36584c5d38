// Threads that count themselves are no better than tasks.
#include <pthread.h>
#include <taskrt.h>

struct pool {
  pthread_mutex_t lock;
  pthread_cond_t gone, ready;
  unsigned alive, awake;
};

static void *run_bad(void *arg) {
  struct pool *pool = arg;
  pthread_mutex_lock(&pool->lock);
  pool->alive += 1; // expect: late-join-count "`run_bad` counts itself in `alive`"
  pthread_mutex_unlock(&pool->lock);
  pthread_mutex_lock(&pool->lock);
  pool->alive -= 1;
  pthread_cond_signal(&pool->gone);
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

int start(struct pool *pool) {
  pthread_t thread;
  int status = pthread_create(&thread, NULL, run_bad, pool);
  if (status == 0)
    pthread_detach(thread);
  return status;
}

void stop(struct pool *pool) {
  pthread_mutex_lock(&pool->lock);
  while (pool->alive)
    pthread_cond_wait(&pool->gone, &pool->lock);
  pthread_mutex_unlock(&pool->lock);
}

// Here the starter does not return before it is counted.
static void *awake_ok(void *arg) {
  struct pool *pool = arg;
  pthread_mutex_lock(&pool->lock);
  pool->awake++;
  pthread_cond_signal(&pool->ready);
  pthread_mutex_unlock(&pool->lock);
  pthread_mutex_lock(&pool->lock);
  pool->awake--;
  pthread_cond_signal(&pool->gone);
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

int start_awake(struct pool *pool) {
  pthread_t thread;
  int status = pthread_create(&thread, NULL, awake_ok, pool);
  pthread_mutex_lock(&pool->lock);
  while (status == 0 && pool->awake == 0)
    pthread_cond_wait(&pool->ready, &pool->lock);
  pthread_mutex_unlock(&pool->lock);
  return status;
}

void stop_awake(struct pool *pool) {
  pthread_mutex_lock(&pool->lock);
  while (pool->awake > 0)
    pthread_cond_wait(&pool->gone, &pool->lock);
  pthread_mutex_unlock(&pool->lock);
}
