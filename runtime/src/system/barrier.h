// SPDX-License-Identifier: MIT
// A memory barrier on all threads of the program at once (membarrier(2)). Two sides that each write
// a word and then read the other's need a barrier in between; with this the frequent side goes
// without one and the rare side pays for both.
#ifndef TASKRT_BARRIER_H
#define TASKRT_BARRIER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <taskrt/annotate.h>

/// The side that goes without: nothing is moved across this by the compiler.
static inline void barrier__light(void) {
  atomic_signal_fence(memory_order_seq_cst);
}

/// Asks the kernel for barrier__heavy(), once; `now`: also if that takes milliseconds, as it does
/// where threads run already. Callable from any thread.
void barrier__prepare(bool now);

/// True once barrier__heavy() is to be had, until the kernel refuses it.
bool barrier__ready(void);

/// Returns when every other thread has passed a full barrier. Only after barrier__ready(). Should
/// the kernel refuse it now, by a filter of system calls set up meanwhile, it waits instead until
/// no write of before can be on its way any more, twenty milliseconds; and it is not ready any
/// longer.
void barrier__heavy(void) ASYNC_LINT("plain");

#endif
