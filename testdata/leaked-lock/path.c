// The whole story: where the lock is taken, the branches that decide, the return, the remedy.
#include <pthread.h>
#include <stdlib.h>

struct store {
  pthread_mutex_t lock;
  char *page;
  int pages, limit;
};

int grow_bad(struct store *store, int wanted) {
  if (wanted < 0)
    return -1;
  pthread_mutex_lock(&store->lock); // expect: leaked-lock "`store->lock` is not released"
  // note@-1: "release it before that return"
  if (store->pages + wanted > store->limit)
    wanted = store->limit - store->pages;
  char *page = realloc(store->page, (size_t)(store->pages + wanted) * 4096);
  if (!page)   // note: "this is false"
    return -1; // note: "the function returns here with `store->lock` held"
  store->page = page;
  store->pages += wanted;
  pthread_mutex_unlock(&store->lock);
  return 0;
}
