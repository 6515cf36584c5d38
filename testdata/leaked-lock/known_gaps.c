// What the rule misses, each for the reason its page gives.
#include <pthread.h>

struct item {
  pthread_mutex_t lock;
  struct item *next;
  int value, locked;
};

// No path releases, and nobody here shows that others do not: another file may.
void fn_never(struct item *item) {
  pthread_mutex_lock(&item->lock);
  item->value++;
}

// The pointer gets another value while the lock is held.
void fn_walking(struct item *item) {
  pthread_mutex_lock(&item->lock);
  if (item->value < 0) {
    item = item->next;
    return;
  }
  pthread_mutex_unlock(&item->lock);
}

// Elements of an array.
int fn_elements(pthread_mutex_t *locks, int i) {
  pthread_mutex_lock(&locks[i]);
  if (i > 3)
    return -1;
  pthread_mutex_unlock(&locks[i]);
  return 0;
}

// A member says that the lock is held, and nobody here asks.
int fp_member(struct item *item) {
  pthread_mutex_lock(&item->lock); // expect: leaked-lock
  item->locked = 1;
  if (item->value > 0)
    return 0;
  item->locked = 0;
  pthread_mutex_unlock(&item->lock);
  return 0;
}
