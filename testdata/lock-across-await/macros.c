// Locks hidden in macros, statement expressions and guard loops.
#include <pthread.h>
#include <taskrt/task.h>

#define LOCK(object) pthread_mutex_lock(&(object)->lock)
#define UNLOCK(object) pthread_mutex_unlock(&(object)->lock)
#define WITH_LOCK(object) for (int once = (LOCK(object), 1); once; once = (UNLOCK(object), 0))
#define AWAIT(call)                                                                                \
  ({                                                                                               \
    int await_status = (call);                                                                     \
    await_status;                                                                                  \
  })

struct page {
  pthread_mutex_t lock;
  int dirty;
};

int macro_bad(struct page *page, cancel_token token) {
  LOCK(page);
  int status = AWAIT(task_delay(1, token)); // expect: lock-across-await "`page->lock`"
  UNLOCK(page);
  return status;
}

int guard_bad(struct page *page, cancel_token token) {
  int status = 0;
  WITH_LOCK(page)
  status |= task_delay(1, token); // expect: lock-across-await "`page->lock`"
  return status;
}

int guard_ok(struct page *page, cancel_token token) {
  WITH_LOCK(page)
  page->dirty = 0;
  return task_delay(1, token);
}
