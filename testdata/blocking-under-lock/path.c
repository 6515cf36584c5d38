// The whole story: who takes the lock in a task, where it is held, every call to the one that
// blocks.
#include <pthread.h>
#include <sys/socket.h>
#include <taskrt/task.h>

struct cache {
  pthread_mutex_t lock;
  char bytes[64];
  int fd;
};

static void fetch(struct cache *cache) {
  recv(cache->fd, cache->bytes, sizeof cache->bytes, 0); // note: "`fetch` calls `recv` here"
}

static void reload(struct cache *cache) {
  fetch(cache); // note: "`reload` calls `fetch` here"
}

static void *refresher_bad(void *arg) {
  struct cache *cache = arg;
  pthread_mutex_lock(&cache->lock); // note: "`cache->lock` is locked here"
  reload(cache); // expect: blocking-under-lock "`reload` blocks while `cache->lock` is held"
  // note@-1: "release `cache->lock` before the call: tasks that want it stop for as long"
  pthread_mutex_unlock(&cache->lock);
  return NULL;
}

static int look(void *arg, cancel_token token, void *result) {
  struct cache *cache = arg;
  pthread_mutex_lock(&cache->lock); // note: "`look` takes this lock where tasks run"
  cache->bytes[0] = 0;
  pthread_mutex_unlock(&cache->lock);
  return cancel_check(token);
}

int start(struct cache *cache) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, refresher_bad, cache) != 0)
    return TASK_ENOMEM;
  return task_wait(task_run(look, cache, 0, CANCEL_NONE));
}
