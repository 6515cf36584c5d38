// SPDX-License-Identifier: MIT
// One pause of a running task, or of a thread that runs none, for a wake-up, a moment or a
// cancellation, whichever comes first. Lives on the waiter's stack.
#ifndef TASKRT_PAUSE_H
#define TASKRT_PAUSE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <taskrt/cancel.h>

#include "registration.h"
#include "system/park.h"
#include "task_object.h"
#include "timer.h"

struct pause {
  struct coroutine *self; ///< NULL for a thread
  struct parker parker;   ///< of the thread
  struct timer timer;
  struct cancel_link registration;
  struct wait wait;
  atomic_int state;
  int status; ///< why it expired
};

/// Prepares `pause` for the running task or thread. Afterwards it may be handed to wakers. `what`
/// is what it waits for; NULL if it will be woken soon, by one that is at work.
void pause__begin(struct pause *pause, const char *what);

/// Ends the wait, now or when it begins. At most once; callable from any thread; `pause` may be
/// gone when it returns.
void pause__wake(struct pause *pause);

/// Suspends (blocks a thread) until pause__wake(), the moment `until` or the cancellation of
/// `token`. Returns 0, TASK_ETIMEDOUT or the reason of the cancellation. After an error a waker
/// that cannot be called off must be awaited by pause__finish().
int pause__for(struct pause *pause, uint64_t until, cancel_token token);

/// After pause__for() has failed: suspends until pause__wake(), which is on its way.
void pause__finish(struct pause *pause);

#endif
