// Objects with methods: what is async is the function, wherever the data lies.
#include <stdbool.h>
#include <stddef.h>
#include <taskrt/task.h>

struct cache {
  int keys[16];
  int values[16];
  size_t count;
  task *refresh;
};

static int refresh(void *arg, cancel_token token, void *result) {
  struct cache *cache = arg;
  cache->count = 0;
  return task_delay(20, token);
}

static int ASYNC_LINT("async") cache_get_bad(const struct cache *cache, int key) {
  // expect@-1: needless-async "`cache_get_bad`"
  for (size_t i = 0; i < cache->count; i++)
    if (cache->keys[i] == key)
      return cache->values[i];
  return 0;
}

// Starts the refresh and keeps it: nothing is awaited here.
static bool ASYNC_LINT("async") cache_refresh_bad(struct cache *cache, cancel_token token) {
  // expect@-1: needless-async "`cache_refresh_bad`"
  if (!cache->refresh)
    cache->refresh = task_run(refresh, cache, 0, token);
  return cache->refresh != NULL;
}

// Awaits it.
static int ASYNC_LINT("async") cache_settle_ok(struct cache *cache) {
  task *running = cache->refresh;
  cache->refresh = NULL;
  return running ? task_await(running, NULL) : 0;
}

// Waits for it, which blocks and does not suspend; only main calls it.
static int cache_close_ok(struct cache *cache) {
  return task_wait(cache->refresh);
}

static int ASYNC_LINT("async") cache_put_ok(struct cache *cache, int key, int value) {
  while (cache->count == 16)
    task_yield();
  cache->keys[cache->count] = key;
  cache->values[cache->count] = value;
  return (int)++cache->count;
}

static int use(void *arg, cancel_token token, void *result) {
  struct cache *cache = arg;
  int count = cache_put_ok(cache, 1, 2) + cache_get_bad(cache, 1);
  if (!cache_refresh_bad(cache, token))
    return TASK_ENOMEM;
  return count > 0 ? cache_settle_ok(cache) : 0;
}

int main(void) {
  static struct cache cache;
  int status = task_wait(task_run(use, &cache, 0, CANCEL_NONE));
  return cache.refresh ? cache_close_ok(&cache) : status;
}
