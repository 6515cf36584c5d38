// Clean-up behind labels and by attribute: the lock is held until the end of the function.
#include <pthread.h>
#include <stdlib.h>
#include <taskrt/task.h>

struct store {
  pthread_mutex_t lock;
  char *page;
};

int write_page_bad(struct store *store, cancel_token token) {
  int status = TASK_ENOMEM;
  pthread_mutex_lock(&store->lock);
  store->page = malloc(4096);
  if (!store->page)
    goto out;
  status = task_delay(1, token); // expect: lock-across-await "`store->lock`"
  free(store->page);
out:
  pthread_mutex_unlock(&store->lock);
  return status;
}

static void unlock(pthread_mutex_t **held) {
  pthread_mutex_unlock(*held);
}

int scoped_bad(struct store *store, cancel_token token) {
  __attribute__((cleanup(unlock))) pthread_mutex_t *held = &store->lock;
  pthread_mutex_lock(held);
  return task_delay(1, token); // expect: lock-across-await "`held`"
}

int scope_ended_ok(struct store *store, cancel_token token) {
  {
    __attribute__((cleanup(unlock))) pthread_mutex_t *held = &store->lock;
    pthread_mutex_lock(held);
    store->page = NULL;
  }
  return task_delay(1, token);
}
