// SPDX-License-Identifier: MIT
// Waiting in line: what locks, events and channels are made of. A wait lies on the stack of who
// waits, a task or a thread, so that waiting allocates nothing.
#ifndef TASKRT_LINE_H
#define TASKRT_LINE_H

#include <stdbool.h>
#include <taskrt/waiters.h>

#include "registration.h"
#include "runtime.h"
#include "scheduler/switching.h"
#include "system/lock.h"
#include "system/park.h"
#include "task_object.h"

/// One who waits. Made by line__prepare(), or zeroed, and then told its `item` and whether it is
/// `biased`.
///
/// It is in a queue until it is chosen by whoever has what it waits for, or is withdrawn by its
/// cancellation; the lock of the object decides between the two. Who was chosen gets what it was
/// given, cancelled meanwhile or not.
struct task_waiter {
  struct task_waiter *next, *previous;
  struct task_waiters *queue;          ///< NULL when in none; guarded by `lock`
  unsigned *lock;                      ///< of the object waited for
  bool biased;                         ///< that is the word of a biased lock
  struct coroutine *self;              ///< NULL for a thread, and for an object
  void (*woken)(struct task_waiter *); ///< of an object: called instead, may free it; else NULL
  struct parker parker;                ///< of the thread
  struct cancel_link registration;
  const void *who;  ///< as line__who()
  struct wait wait; ///< `what` is set by who waits
  void *item;       ///< for channels and streams: where the item is, or goes
  int status;       ///< what line__finish() returns to the chosen
};

/// Prepares `wait` for what it waits for. Not all of it: filling it with zeros takes longer than
/// all else.
static inline void line__prepare(struct task_waiter *wait, const char *what) {
  wait->biased = false;
  wait->woken = NULL;
  atomic_init(&wait->parker.state, 0);
  wait->registration.source = NULL;
  wait->wait = (struct wait){.what = what};
  wait->item = NULL;
}

/// Puts `wait` at the end of `queue`, whose `lock` is held. To be followed by line__finish() or
/// line__give_up(), with the lock given up.
void line__append(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue);

// Takes `wait` out of its queue, whose lock is held.
SWITCHING_INLINE void line__leave(struct task_waiter *wait) {
  struct task_waiters *queue = wait->queue;
  if (wait->next)
    wait->next->previous = wait->previous;
  else
    queue->last = wait->previous;
  if (wait->previous)
    wait->previous->next = wait->next;
  else
    queue->first = wait->next;
  wait->queue = NULL;
}

/// Waits no more. Afterwards nobody uses `wait`.
void line__give_up(struct task_waiter *wait);

/// Gives the lock of `wait` up.
void line__unlock(struct task_waiter *wait);

/// As line__append(), and gives the lock up.
void line__enter(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue);

/// The first half of line__finish(), for an object: has it woken when `token` is cancelled. Returns
/// the reason if it was cancelled before, and then nobody wakes it; else 0.
int line__register(struct task_waiter *wait, cancel_token token);

// Parts of the functions below.
bool line__withdraw(struct task_waiter *wait); // false when it was chosen
void line__cancelled(struct cancel_link *registration, int status);
void line__park(struct task_waiter *wait);
int line__failed(int status); // a failure that is no more than a status

// Inline, as what stands between the program and a switch should be: see switching.h.
SWITCHING_INLINE void line__sleep(struct task_waiter *wait) {
  if (wait->self)
    switching__suspend();
  else
    line__park(wait);
}

/// Waits until `wait` is woken or `token` is cancelled. Returns the status of the wake-up or the
/// reason of the cancellation. Afterwards nobody uses `wait` or the object on its behalf.
SWITCHING_INLINE int line__finish(struct task_waiter *wait, cancel_token token) {
  // A deadline wakes a thread through the runtime's timers.
  int status = token.source && !wait->self ? runtime__ensure() : 0;
  seeded__point();
  if (status == 0)
    status = registration__add(token, &wait->registration, line__cancelled);
  if (status == 0 || !line__withdraw(wait)) {
    seeded__point();
    line__sleep(wait);
    seeded__point();
    registration__remove(&wait->registration);
    status = wait->status;
  }
  return status != 0 ? line__failed(status) : 0;
}

/// As line__enter() and line__finish().
SWITCHING_INLINE int line__in(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue,
                              cancel_token token) {
  line__enter(wait, lock, queue);
  return line__finish(wait, token);
}

/// Chooses the first in `queue`, whose lock is held; NULL if it is empty. It has to be woken once
/// the lock is given up.
SWITCHING_INLINE struct task_waiter *line__choose(struct task_waiters *queue) {
  struct task_waiter *wait = queue->first;
  if (wait)
    line__leave(wait);
  return wait;
}

/// Chooses all in `queue`, whose lock is held, as a list for line__wake_all().
struct task_waiter *line__choose_all(struct task_waiters *queue);

/// Wakes `wait`, which was chosen. It may be gone when this returns, and so may the object, so hold
/// no lock of it.
void line__wake(struct task_waiter *wait, int status);
void line__wake_all(struct task_waiter *first, int status);

/// Tells tasks and threads apart: the running task, or else this thread. Never NULL.
const void *line__who(void);

#endif
