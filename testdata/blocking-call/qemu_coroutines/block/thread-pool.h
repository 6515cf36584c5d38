// The part of QEMU's header that the program uses.
#ifndef QEMU_THREAD_POOL_H
#define QEMU_THREAD_POOL_H
#include "../qemu/coroutine.h"

typedef int ThreadPoolFunc(void *opaque);
typedef struct ThreadPool ThreadPool;
int coroutine_fn thread_pool_submit_co(ThreadPool *pool, ThreadPoolFunc *func, void *arg);

#endif
