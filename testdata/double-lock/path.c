// The whole story: what came first, and the remedy.
#include <pthread.h>

struct cache {
  pthread_mutex_t lock;
  int hits;
};

static void count(struct cache *cache) {
  pthread_mutex_lock(&cache->lock);
  cache->hits++;
  pthread_mutex_unlock(&cache->lock);
}

static void settle(struct cache *cache) {
  pthread_mutex_unlock(&cache->lock);
}

int look_bad(struct cache *cache) {
  pthread_mutex_lock(&cache->lock);
  int hits = cache->hits;
  settle(cache); // note: "`cache->lock` is released here"
  pthread_mutex_unlock(&cache->lock);
  // expect@-1: double-lock "`cache->lock` is released a second time"
  // note@-2: "release it once, where it was taken"
  count(cache);
  return hits;
}
