// SPDX-License-Identifier: MIT
// The barrier on all threads.
#include "system/barrier.h"

#include <linux/membarrier.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system/report.h"

#if defined(__has_include)
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define ALONE __libc_single_threaded
#endif
#endif
#if !defined(ALONE)
#define ALONE false
#endif

// Registering waits for all processors unless the program has one thread.
static atomic_bool ready;

static long membarrier(int command) {
  return syscall(SYS_membarrier, command, 0, 0);
}

void barrier__prepare(bool now) {
  if (barrier__ready() || !(now || ALONE))
    return;
  if (membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0)
    atomic_store_explicit(&ready, true, memory_order_release);
}

bool barrier__ready(void) {
  return atomic_load_explicit(&ready, memory_order_acquire);
}

void barrier__heavy(void) {
  atomic_thread_fence(memory_order_seq_cst);
  if (membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0)
    return;
  struct report report = {0};
  report__text(&report, "taskrt: membarrier(2) has been forbidden since the runtime started\n");
  report__write(&report);
  abort();
}
