// The elements are released here, by an index.
#include "pool.h"

void pool_put(struct pool *pool, int i) {
  pthread_mutex_unlock(&pool->buffers[i].lock);
}

int main(void) {
  static struct pool pool;
  pthread_mutex_lock(&pool.lock);
  pool_pick(&pool)->length++;
  pool_put(&pool, 1);
  pthread_mutex_unlock(&pool.lock);
  return 0;
}
