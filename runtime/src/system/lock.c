// SPDX-License-Identifier: MIT
// The lock where it has to be waited for.
//
// Memory order: acquire when taken, release when given, so that the section before is seen whole.
// Builtins instead of <stdatomic.h>, for the word lies in structures that C++ reads too.
#include "system/lock.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

// Rounds of looking before sleeping: the sections behind these locks are a few hundred nanoseconds.
enum { SPINS = 64 };

static void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int try_take(unsigned *word) {
  unsigned expected = LOCK_FREE;
  return __atomic_compare_exchange_n(word, &expected, LOCK_HELD, 0, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}

void lock__await(unsigned *word) {
  for (int i = 0; i < SPINS; i++) {
    if (try_take(word))
      return;
    relax();
  }
  while (__atomic_exchange_n(word, LOCK_AWAITED, __ATOMIC_ACQUIRE) != LOCK_FREE)
    (void)syscall(SYS_futex, (void *)word, FUTEX_WAIT_PRIVATE, LOCK_AWAITED, NULL, NULL, 0);
}

void lock__wake(unsigned *word) {
  (void)syscall(SYS_futex, (void *)word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
