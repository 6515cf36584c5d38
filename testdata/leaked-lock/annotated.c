// Contracts of one's own: permits, attempts, functions that hold or need the lock.
#include <taskrt/task.h>

typedef struct pool pool;

void pool_enter(pool *p) ASYNC_LINT("acquires p");
void pool_leave(pool *p) ASYNC_LINT("releases p");
int pool_try(pool *p) ASYNC_LINT("acquires p on success; status");
int pool_size(pool *p) ASYNC_LINT("plain");

int count_bad(pool *p) {
  pool_enter(p); // expect: leaked-lock "`p`"
  int size = pool_size(p);
  if (size < 0)
    return -1;
  pool_leave(p);
  return size;
}

int try_bad(pool *p) {
  if (pool_try(p)) // expect: leaked-lock "`p`"
    return -1;
  if (pool_size(p) == 0)
    return -2;
  pool_leave(p);
  return 0;
}

// The contract says that it holds the pool.
int pool_take_ok(pool *p) ASYNC_LINT("acquires p");
int pool_take_ok(pool *p) {
  pool_enter(p);
  if (pool_size(p) > 3)
    return 3;
  pool_leave(p);
  pool_enter(p);
  return 1;
}

// The caller holds the pool before and after.
int pool_refresh_ok(pool *p) ASYNC_LINT("needs lock p");
int pool_refresh_ok(pool *p) {
  pool_leave(p);
  int size = pool_size(p);
  pool_enter(p);
  return size;
}
