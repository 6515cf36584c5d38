// A program of two files: who releases what is known.
#include "pool.h"

int pool_count_bad(struct pool *pool) {
  pthread_mutex_lock(&pool->lock); // expect: leaked-lock "`pool->lock` is locked, and nobody"
  return pool->buffers[0].length;
}

struct buffer *pool_pick(struct pool *pool) {
  struct buffer *buffer = &pool->buffers[1];
  pthread_mutex_lock(&buffer->lock);
  return buffer;
}
