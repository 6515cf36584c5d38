// SPDX-License-Identifier: MIT
// The lock of an object that mostly one worker uses: taken and given back there by plain writes
// (biased locking: Kawachiya, Koseki, Onodera, 2002; the barrier is barrier.h's). It begins as a
// lock of one word. Once a worker has taken it often enough in a row it is biased to that worker;
// the first other thread that wants it takes the bias away, which costs microseconds, and for good.
#ifndef TASKRT_BIASED_H
#define TASKRT_BIASED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "scheduler/workers.h"
#include "system/barrier.h"
#include "system/lock.h"

/// Zeroed is free. Sections under it are short and do not suspend.
struct biased_lock {
  unsigned word; ///< the first member; whoever does not go by the bias holds it
  unsigned row;  ///< sections of `last` in a row; guarded by `word`, as the next one
  const struct worker *last;
  _Atomic(const struct worker *) home; ///< NULL; from the bias on its worker; written once
  atomic_bool held;                    ///< by the home; written by it alone
  atomic_bool revoked;                 ///< guarded by `word`
};

/// The rest of biased__take(), for threads that cannot go by the bias.
void biased__take_word(struct biased_lock *lock);

/// Takes `lock`; sleeps while another thread has it.
static inline void biased__take(struct biased_lock *lock) {
  const struct worker *self = worker__this();
  if (self && atomic_load_explicit(&lock->home, memory_order_relaxed) == self) {
    atomic_store_explicit(&lock->held, true, memory_order_relaxed);
    barrier__light();
    if (__builtin_expect(!atomic_load_explicit(&lock->revoked, memory_order_acquire), 1))
      return;
    atomic_store_explicit(&lock->held, false, memory_order_release);
  }
  biased__take_word(lock);
}

/// Gives the lock back. Whoever takes it next may free it: nothing of it is used after that.
static inline void biased__give(struct biased_lock *lock) {
  const struct worker *self = worker__this();
  // The home does not have it by the word while `held` is set.
  if (self && atomic_load_explicit(&lock->home, memory_order_relaxed) == self &&
      atomic_load_explicit(&lock->held, memory_order_relaxed))
    atomic_store_explicit(&lock->held, false, memory_order_release);
  else
    lock__give(&lock->word);
}

#endif
