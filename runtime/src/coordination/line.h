// SPDX-License-Identifier: MIT
// Waiting in line: what locks, events and channels are made of. A wait lies on the stack of who
// waits, a task or a thread, so that waiting allocates nothing.
#ifndef TASKRT_LINE_H
#define TASKRT_LINE_H

#include <stdbool.h>
#include <taskrt/waiters.h>

#include "registration.h"
#include "system/lock.h"
#include "system/park.h"
#include "task_object.h"

/// One who waits. Zeroed before use, but for `item` and what `wait` says.
///
/// It is in a queue until it is chosen by whoever has what it waits for, or is withdrawn by its
/// cancellation; the lock of the object decides between the two. Who was chosen gets what it was
/// given, cancelled meanwhile or not.
struct task_waiter {
  struct task_waiter *next, *previous;
  struct task_waiters *queue;          ///< NULL when in none; guarded by `lock`
  unsigned *lock;                      ///< of the object waited for
  struct coroutine *self;              ///< NULL for a thread, and for an object
  void (*woken)(struct task_waiter *); ///< of an object: called instead, may free it; else NULL
  struct parker parker;                ///< of the thread
  struct cancel_link registration;
  const void *who;  ///< as line__who()
  struct wait wait; ///< `what` is set by who waits
  void *item;       ///< for channels and streams: where the item is, or goes
  int status;       ///< what line__finish() returns to the chosen
};

/// Puts `wait` at the end of `queue`, whose `lock` is held. To be followed by line__finish() or
/// line__give_up(), with the lock given up.
void line__append(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue);

/// Waits no more. Afterwards nobody uses `wait`.
void line__give_up(struct task_waiter *wait);

/// As line__append(), and gives the lock up.
void line__enter(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue);

/// The first half of line__finish(), for an object: has it woken when `token` is cancelled. Returns
/// the reason if it was cancelled before, and then nobody wakes it; else 0.
int line__register(struct task_waiter *wait, cancel_token token);

/// Waits until `wait` is woken or `token` is cancelled. Returns the status of the wake-up or the
/// reason of the cancellation. Afterwards nobody uses `wait` or the object on its behalf.
int line__finish(struct task_waiter *wait, cancel_token token);

/// As line__enter() and line__finish().
int line__in(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue,
             cancel_token token);

/// Chooses the first in `queue`, whose lock is held; NULL if it is empty. It has to be woken once
/// the lock is given up.
struct task_waiter *line__choose(struct task_waiters *queue);

/// Chooses all in `queue`, whose lock is held, as a list for line__wake_all().
struct task_waiter *line__choose_all(struct task_waiters *queue);

/// Wakes `wait`, which was chosen. It may be gone when this returns, and so may the object, so hold
/// no lock of it.
void line__wake(struct task_waiter *wait, int status);
void line__wake_all(struct task_waiter *first, int status);

/// Tells tasks and threads apart: the running task, or else this thread. Never NULL.
const void *line__who(void);

#endif
