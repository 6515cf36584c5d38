// SPDX-License-Identifier: MIT
// Timers: intrusive nodes in a pairing heap, one heap a worker. Starting and removing allocate
// nothing.
#ifndef TASKRT_TIMER_H
#define TASKRT_TIMER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct timer_heap;

/// A timer in memory of its user. Zeroed before its first start; may be started again once it has
/// fired or was removed.
struct timer {
  uint64_t due;                 ///< nanoseconds of CLOCK_MONOTONIC
  uint64_t sequence;            ///< among timers due at the same moment, first started first fired
  void (*fire)(struct timer *); ///< runs on the heap's worker, no lock held; may free the timer
  struct timer_heap *heap;      ///< where it was started last
  struct timer *child;          ///< first child in the heap
  struct timer *next;           ///< next sibling
  struct timer *previous;       ///< previous sibling, or the parent of a first child
  bool queued;
};

/// The timers of one worker.
struct timer_heap {
  pthread_mutex_t lock; ///< guards everything below
  pthread_cond_t fired; ///< `firing` has changed
  struct timer *root;
  struct timer *firing; ///< the one whose function runs now
  uint64_t sequence;
  pthread_t owner; ///< the thread that fires, once it runs
  _Atomic(uint64_t) earliest;
};

void timer_heap__init(struct timer_heap *heap);

/// Destroys an empty heap.
void timer_heap__close(struct timer_heap *heap);

/// Makes `timer` fire in `heap` when the clock says `due`. Returns true when it is now the
/// earliest, so that a sleeping worker has to be woken. Callable from any thread.
bool timer__start(struct timer_heap *heap, struct timer *timer, uint64_t due,
                  void (*fire)(struct timer *));

/// Takes `timer` out of its heap. Returns false when it was not in it: never started, fired, or
/// about to run its function on the heap's thread. Never waits.
bool timer__remove(struct timer *timer);

/// Takes `timer` out of its heap; if its function runs on another thread, waits for its end.
/// Afterwards the memory may be reused.
void timer__settle(struct timer *timer);

/// Fires all timers of `heap` that are due. Called by its owner, or when no owner runs.
void timer_heap__fire(struct timer_heap *heap, uint64_t now);

/// The moment when the next timer is due; CLOCK_NEVER without timers.
uint64_t timer_heap__next(struct timer_heap *heap);

#endif
