// SPDX-License-Identifier: MIT
// Timers: intrusive nodes in a hierarchical wheel, one wheel a worker. Starting and removing take
// constant time and allocate nothing.
#ifndef TASKRT_TIMER_H
#define TASKRT_TIMER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct timer_wheel;

/// A place in a ring; alone, or zeroed, it is in none.
struct timer_link {
  struct timer_link *next, *previous;
};

/// A timer in memory of its user. Zeroed before its first start; may be started again once it has
/// fired or was removed.
struct timer {
  struct timer_link link;       ///< in a slot; `next` is NULL while it is not queued
  uint64_t tick;                ///< the millisecond of CLOCK_MONOTONIC in which it fires
  void (*fire)(struct timer *); ///< runs on the wheel's worker, no lock held; may free the timer
  struct timer_wheel *wheel;    ///< where it was started last
};

enum { TIMER_LEVELS = 8, TIMER_SLOTS = 64 };

/// The timers of one worker. Level 0 has a slot a millisecond, each further level one for all 64
/// slots below it.
struct timer_wheel {
  pthread_mutex_t lock; ///< guards everything below
  pthread_cond_t fired; ///< `firing` has changed
  struct timer *firing; ///< the one whose function runs now
  unsigned settling;    ///< threads that wait for `fired`
  pthread_t owner;      ///< the thread that fires, once it runs
  uint64_t now;         ///< the millisecond that the wheel has come to
  struct timer_link due;
  uint64_t filled[TIMER_LEVELS]; ///< one bit for each slot that is not empty
  struct timer_link slots[TIMER_LEVELS][TIMER_SLOTS];
  _Atomic(uint64_t) earliest; ///< when to look next; CLOCK_NEVER without timers
};

/// Prepares an empty wheel that stands at the moment `now`.
void timer_wheel__init(struct timer_wheel *wheel, uint64_t now);

/// Destroys an empty wheel.
void timer_wheel__close(struct timer_wheel *wheel);

/// Makes `timer` fire in `wheel` when the clock says `due`, rounded up to a millisecond; among
/// timers of the same millisecond the first started is the first fired. Returns true when `wheel`
/// now has to be looked at earlier than before, so that a sleeping worker has to be woken. Callable
/// from any thread.
bool timer__start(struct timer_wheel *wheel, struct timer *timer, uint64_t due,
                  void (*fire)(struct timer *));

/// Takes `timer` out of its wheel. Returns false when it was not in it: never started, fired, or
/// about to run its function on the wheel's thread. Never waits.
bool timer__remove(struct timer *timer);

/// Takes `timer` out of its wheel; if its function runs on another thread, waits for its end.
/// Afterwards the memory may be reused.
void timer__settle(struct timer *timer);

/// Fires all timers of `wheel` that are due. Called by its owner, or when no owner runs.
void timer_wheel__fire(struct timer_wheel *wheel, uint64_t now);

/// The moment when the wheel wants to be looked at next: not after the next timer is due;
/// CLOCK_NEVER without timers.
uint64_t timer_wheel__next(struct timer_wheel *wheel);

#endif
