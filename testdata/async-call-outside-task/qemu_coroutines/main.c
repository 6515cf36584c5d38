// QEMU's coroutines: `coroutine_fn` stands before a name and expands to nothing, on functions and
// on members of tables of drivers.
#include "qemu/coroutine.h"
#include <stdbool.h>

typedef struct BlockDriverState BlockDriverState;

typedef struct BlockDriver {
  int coroutine_fn (*bdrv_co_flush)(BlockDriverState *bs);
  int (*bdrv_measure)(BlockDriverState *bs);
} BlockDriver;

struct BlockDriverState {
  const BlockDriver *drv;
  bool busy;
};

static int coroutine_fn raw_co_flush_ok(BlockDriverState *bs) {
  while (bs->busy)
    qemu_coroutine_yield();
  return 0;
}

static int raw_measure_bad(BlockDriverState *bs) {
  return raw_co_flush_ok(bs); // expect: async-call-outside-task "`raw_co_flush_ok`"
}

static const BlockDriver raw = {.bdrv_co_flush = raw_co_flush_ok, .bdrv_measure = raw_measure_bad};

int coroutine_fn bdrv_co_flush(BlockDriverState *bs) {
  return bs->drv->bdrv_co_flush(bs);
}

static void coroutine_fn flush_entry_ok(void *opaque) {
  bdrv_co_flush(opaque);
}

static int bdrv_flush_ok(BlockDriverState *bs) {
  if (qemu_in_coroutine())
    return bdrv_co_flush(bs);
  qemu_coroutine_enter(qemu_coroutine_create(flush_entry_ok, bs));
  return 0;
}

int main(void) {
  BlockDriverState bs = {&raw, true};
  if (bs.drv->bdrv_measure(&bs))
    bdrv_co_flush(&bs); // expect: async-call-outside-task "`bdrv_co_flush`"
  return bdrv_flush_ok(&bs);
}
