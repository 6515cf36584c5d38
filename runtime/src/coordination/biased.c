// SPDX-License-Identifier: MIT
// Biasing a lock and taking the bias away.
//
// Memory order: the home writes `held` and reads `revoked`, the revoker writes `revoked` and reads
// `held`; barrier__heavy() in between orders the two on both sides. `held` is released by the home
// and acquired by the revoker, so that it sees the last section; from then on the word orders all.
#include "coordination/biased.h"

#include <sched.h>

#include "scheduler/seeded.h"

// So many sections in a row: what they have cost is about what taking the bias away will.
enum { ROW = 256, SEEDED_ROW = 2 };

// The word is held in both.
static void take_bias_away(struct biased_lock *lock) {
  atomic_store(&lock->revoked, true);
  barrier__heavy();
  while (atomic_load_explicit(&lock->held, memory_order_acquire))
    sched_yield(); // a short section; or it has seen that it may not
}

static void note(struct biased_lock *lock, const struct worker *self) {
  if (lock->last != self)
    lock->row = 0;
  lock->last = self;
  if (!self || self->guest || ++lock->row < (seeded__on() ? SEEDED_ROW : ROW) || !barrier__ready())
    return;
  atomic_store_explicit(&lock->home, self, memory_order_relaxed);
}

void biased__take_word(struct biased_lock *lock) {
  lock__take(&lock->word);
  if (atomic_load_explicit(&lock->revoked, memory_order_relaxed))
    return;
  if (atomic_load_explicit(&lock->home, memory_order_relaxed))
    take_bias_away(lock);
  else
    note(lock, worker__this());
}
