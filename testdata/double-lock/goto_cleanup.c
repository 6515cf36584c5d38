// A path releases the lock and goes where it is released.
#include <pthread.h>
#include <stdlib.h>

struct store {
  pthread_mutex_t lock;
  char *page;
  int pages;
};

int grow_bad(struct store *store, int wanted) {
  int status = -1;
  pthread_mutex_lock(&store->lock);
  if (wanted < store->pages) {
    pthread_mutex_unlock(&store->lock); // note: "`store->lock` is released here"
    goto out;
  }
  store->pages = wanted;
  status = 0;
out:
  pthread_mutex_unlock(&store->lock); // expect: double-lock "`store->lock`"
  return status;
}

int grow_ok(struct store *store, int wanted) {
  int status = -1;
  pthread_mutex_lock(&store->lock);
  if (wanted < store->pages) {
    pthread_mutex_unlock(&store->lock);
    goto out;
  }
  store->pages = wanted;
  status = 0;
  pthread_mutex_unlock(&store->lock);
out:
  return status;
}
