// What takes no token anywhere asks for none.
#include "pool.h"

int pool_take(struct pool *pool, cancel_token token) {
  int status = 0;
  while (pool->open == 0 && status == 0) // expect: polling-wait
    status = task_delay(1, token);
  return status;
}

int pool_drain(struct pool *pool) { // expect: missing-token "`pool_drain`"
  int status = 0;
  while (pool->open-- > 0 && status == 0)
    status = task_delay(1, CANCEL_NONE);
  return status;
}

int pool_join(struct pool *pool) {
  int status = task_await(pool->keeper, NULL);
  pool->keeper = NULL;
  return status;
}
