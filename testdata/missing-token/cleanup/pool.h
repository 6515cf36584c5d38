// A pool of connections.
#ifndef POOL_H
#define POOL_H

#include <taskrt/task.h>

struct pool {
  task *keeper;
  int open;
};

/// Waits until a connection is free, or `token` is cancelled.
int pool_take(struct pool *pool, cancel_token token);

/// Gives the connections back, one every millisecond.
int pool_drain(struct pool *pool);

/// Awaits the keeper: nothing here could take a token.
int pool_join(struct pool *pool);

#endif
