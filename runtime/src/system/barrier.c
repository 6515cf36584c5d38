// SPDX-License-Identifier: MIT
// The barrier on all threads.
#include "system/barrier.h"

#include <linux/membarrier.h>
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system/park.h"

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

// A filter of one thread does not hold for others, which might get it again.
static atomic_bool refused;

static long membarrier(int command) {
  return syscall(SYS_membarrier, command, 0, 0);
}

void barrier__prepare(bool now) {
  if (barrier__ready() || atomic_load(&refused) || !(now || ALONE))
    return;
  if (membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0)
    atomic_store_explicit(&ready, true, memory_order_release);
}

bool barrier__ready(void) {
  return atomic_load_explicit(&ready, memory_order_acquire);
}

// A write leaves its processor within microseconds, and whatever stops the processor for longer, an
// interrupt or the host of a virtual machine, orders what it did before.
static void outwait_writes(void) {
  uint64_t until = clock__real() + UINT64_C(20) * CLOCK_NANOSECONDS_PER_MILLISECOND;
  while (clock__real() < until)
    sched_yield();
}

void barrier__heavy(void) {
  atomic_thread_fence(memory_order_seq_cst);
  if (membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0)
    return;
  atomic_store(&refused, true);
  atomic_store(&ready, false);
  outwait_writes();
  atomic_thread_fence(memory_order_seq_cst);
}
