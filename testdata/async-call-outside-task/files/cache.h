// A cache whose functions run in tasks.
#ifndef CACHE_H
#define CACHE_H

#include <taskrt/task.h>

int ASYNC_LINT("async") cache_fill(int size, cancel_token token);
int cache_size_bad(cancel_token token);

#endif
