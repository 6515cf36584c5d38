// Objects with locks: one kind is released where it is taken, the other one elsewhere.
#ifndef POOL_H
#define POOL_H
#include <pthread.h>

struct buffer {
  pthread_mutex_t lock;
  int length;
};

struct pool {
  pthread_mutex_t lock;
  struct buffer buffers[4];
};

int pool_count(struct pool *pool);
struct buffer *pool_pick(struct pool *pool);
void pool_put(struct pool *pool, int i);
#endif
