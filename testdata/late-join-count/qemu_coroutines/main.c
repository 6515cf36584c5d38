// silent
// A coroutine runs as soon as it is entered, up to where it yields: it counts itself in time.
#include "qemu/coroutine.h"
#include <stddef.h>

static int busy;

static void coroutine_fn work_ok(void *opaque) {
  busy++;
  qemu_coroutine_yield();
  busy--;
}

static void coroutine_fn convert_ok(void *opaque) {
  for (int i = 0; i < 4; i++)
    qemu_coroutine_enter(qemu_coroutine_create(work_ok, opaque));
  while (busy)
    qemu_coroutine_yield();
}

int main(void) {
  qemu_coroutine_enter(qemu_coroutine_create(convert_ok, NULL));
  return busy;
}
