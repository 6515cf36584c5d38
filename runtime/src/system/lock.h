// SPDX-License-Identifier: MIT
// A lock of one word for short sections, in memory that the program owns: zeroed is free, nothing
// is to be destroyed.
#ifndef TASKRT_LOCK_H
#define TASKRT_LOCK_H

/// The states of Drepper, "Futexes Are Tricky".
enum { LOCK_FREE, LOCK_HELD, LOCK_AWAITED };

/// The rest of lock__take() and lock__give() where another thread has, or awaits, the lock.
void lock__await(unsigned *word);
void lock__wake(unsigned *word);

/// Takes the lock `word`; sleeps while another thread has it.
static inline void lock__take(unsigned *word) {
  unsigned expected = LOCK_FREE;
  if (!__atomic_compare_exchange_n(word, &expected, LOCK_HELD, 0, __ATOMIC_ACQUIRE,
                                   __ATOMIC_RELAXED))
    lock__await(word);
}

/// Gives the lock back. Whoever takes it next may free `word`: nothing of it is read or written
/// after that.
static inline void lock__give(unsigned *word) {
  if (__atomic_exchange_n(word, LOCK_FREE, __ATOMIC_RELEASE) == LOCK_AWAITED)
    lock__wake(word);
}

#endif
