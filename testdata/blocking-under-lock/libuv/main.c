// libuv's own locks, which callbacks of a loop take, too. A condition lets go of its mutex while it
// waits, and of no other one.
#include "uv.h"
#include <stddef.h>

struct collector {
  uv_mutex_t lock;
  uv_cond_t finished;
  uv_rwlock_t roots;
  uv_mutex_t log;
  int running;
};

static struct collector collector;
static uv_async_t wakeup;

static void on_wakeup(uv_async_t *handle) {
  (void)handle;
  uv_mutex_lock(&collector.lock);
  collector.running = 0;
  uv_cond_broadcast(&collector.finished);
  uv_mutex_unlock(&collector.lock);
  uv_rwlock_rdlock(&collector.roots);
  uv_rwlock_rdunlock(&collector.roots);
  if (uv_mutex_trylock(&collector.log) == 0)
    uv_mutex_unlock(&collector.log);
  uv_mutex_lock(&collector.log); // note: "`on_wakeup` takes this lock where tasks run"
  uv_mutex_unlock(&collector.log);
}

void collector_wait_ok(void) {
  uv_mutex_lock(&collector.lock);
  while (collector.running)
    uv_cond_wait(&collector.finished, &collector.lock);
  uv_mutex_unlock(&collector.lock);
}

int collector_wait_for_ok(unsigned long limit) {
  int status = 0;
  uv_mutex_lock(&collector.lock);
  while (collector.running && status == 0)
    status = uv_cond_timedwait(&collector.finished, &collector.lock, limit);
  uv_mutex_unlock(&collector.lock);
  return status;
}

// The other lock stays held.
void collector_wait_bad(void) {
  uv_mutex_lock(&collector.log);
  uv_mutex_lock(&collector.lock);
  while (collector.running)
    uv_cond_wait(&collector.finished, &collector.lock);
  // expect@-1: blocking-under-lock "`uv_cond_wait` blocks while `collector.log` is held"
  uv_mutex_unlock(&collector.lock);
  uv_mutex_unlock(&collector.log);
}

void collector_mark_bad(void) {
  uv_rwlock_wrlock(&collector.roots);
  uv_sleep(10); // expect: blocking-under-lock "`uv_sleep` blocks while `collector.roots`"
  uv_rwlock_wrunlock(&collector.roots);
}

void collector_try_bad(void) {
  if (uv_mutex_trylock(&collector.log) != 0)
    return;
  uv_sleep(10); // expect: blocking-under-lock "`uv_sleep` blocks while `collector.log`"
  uv_mutex_unlock(&collector.log);
}

int collector_start(uv_loop_t *loop) {
  return uv_async_init(loop, &wakeup, on_wakeup);
}
