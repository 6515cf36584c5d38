// The whole story of a cache that two tasks fill: test, suspension, the other task.
#include <stdlib.h>
#include <taskrt.h>

struct cache {
  char *page;
  int hits;
};

static int render(void *arg, cancel_token token, void *result) {
  struct cache *cache = arg;
  int status = 0;
  if (cache->page == NULL) {        // note: "`cache->page` is tested here"
    status = task_delay(10, token); // note: "the task may be suspended here"
    if (status != 0)
      return status;
    cache->page = malloc(100);
    // expect@-1: stale-after-await "`cache->page` was tested before a suspension"
    // note@-2: "test it again after the suspension, or hold a lock for tasks"
  }
  cache->hits++;
  return status;
}

static int refresh(void *arg, cancel_token token, void *result) {
  struct cache *cache = arg;
  int status = task_delay(1000, token);
  cache->page = NULL; // note: "`refresh`, in another task, changes it here"
  return status;
}

void serve(struct cache *cache, cancel_token token) {
  task_detach(task_run(render, cache, 0, token), NULL, NULL);
  task_detach(task_run(refresh, cache, 0, token), NULL, NULL);
}
