// In QEMU's coroutines system calls and nested event loops block; functions of the thread pool may.
#include "block/aio.h"
#include "block/thread-pool.h"
#include "qemu/coroutine.h"
#include <unistd.h>

typedef struct request {
  AioContext *ctx;
  ThreadPool *pool;
  CoMutex lock;
  int fd;
  bool done;
} request;

static int sync_file_ok(void *opaque) {
  request *req = opaque;
  return fsync(req->fd);
}

static void wait_for_bad(request *req) {
  while (!req->done)
    aio_poll(req->ctx, true); // expect: blocking-call "`aio_poll`"
  // note@-1: "call it on a thread where blocking is allowed"
}

static void drain_ok(request *req) {
  if (qemu_in_coroutine())
    return;
  while (aio_poll(req->ctx, true))
    continue;
}

static int coroutine_fn co_flush_bad(request *req) {
  qemu_co_mutex_lock(&req->lock);
  int ret = fsync(req->fd); // expect: blocking-call "`fsync`"
  qemu_co_mutex_unlock(&req->lock);
  return ret;
}

static int coroutine_fn co_sync_ok(request *req) {
  return thread_pool_submit_co(req->pool, sync_file_ok, req);
}

static void coroutine_fn entry(void *opaque) {
  drain_ok(opaque);
  aio_poll(((request *)opaque)->ctx, false);
  if (co_flush_bad(opaque) || co_sync_ok(opaque))
    wait_for_bad(opaque);
}

int main(void) {
  request req = {.fd = 1};
  qemu_coroutine_enter(qemu_coroutine_create(entry, &req));
  while (!req.done)
    aio_poll(req.ctx, true);
  return 0;
}
