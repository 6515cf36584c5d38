// Locks in macros, with checks around them.
#include <pthread.h>
#include <stdlib.h>

#define CHECKED(call)                                                                              \
  do {                                                                                             \
    if ((call) != 0)                                                                               \
      abort();                                                                                     \
  } while (0)
#define LOCK(object) CHECKED(pthread_mutex_lock(&(object)->lock))
#define UNLOCK(object) CHECKED(pthread_mutex_unlock(&(object)->lock))
#define RETURN_IF(object, condition)                                                               \
  do {                                                                                             \
    if (condition) {                                                                               \
      UNLOCK(object);                                                                              \
      return -1;                                                                                   \
    }                                                                                              \
  } while (0)

struct page {
  pthread_mutex_t lock;
  int dirty;
};

int write_bad(struct page *page) {
  LOCK(page); // expect: leaked-lock "`page->lock`"
  if (!page->dirty)
    return -1;
  page->dirty = 0;
  UNLOCK(page);
  return 0;
}

int write_ok(struct page *page) {
  LOCK(page);
  RETURN_IF(page, !page->dirty);
  page->dirty = 0;
  UNLOCK(page);
  return 0;
}
