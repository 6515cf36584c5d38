// SPDX-License-Identifier: MIT
// The condition variable of tasks, used with a task_mutex: waiting for the state that the mutex
// guards to change.
#ifndef TASKRT_CONDITION_H
#define TASKRT_CONDITION_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/mutex.h>
#include <taskrt/waiters.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A condition: memory of the program, ready when zeroed, nothing to destroy. Its memory may go
/// once nobody waits for it or signals it.
typedef struct task_condition {
  unsigned lock; ///< the runtime's, as all fields
  struct task_waiters waiters;
} task_condition;

#define TASK_CONDITION_INIT                                                                        \
  {                                                                                                \
    0, {                                                                                           \
      NULL, NULL                                                                                   \
    }                                                                                              \
  }

/// Unlocks `mutex`, which the caller holds, suspends until `condition` is signalled, and locks it
/// again; outside a task it blocks the thread. No signal given meanwhile is missed and none is made
/// up, but the state may have changed again: wait in a loop. Returns 0 for a signal; TASK_ECANCELED
/// or TASK_ETIMEDOUT if `token` is cancelled first. Outside a task TASK_ENOMEM, if there is a token
/// and the runtime could not be started. In every case the caller holds `mutex` again, and locking
/// it may suspend after cancellation too. Allocates nothing.
int task_condition_wait(task_condition *condition, task_mutex *mutex,
                        cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1, 2)
    ASYNC_LINT("suspends; needs lock mutex async; token token; status; check result");

/// As task_condition_wait(), as a task that needs no stack: for stackless tasks and combinations.
/// `mutex`, which the caller holds, is unlocked when this returns. When the task is over, whatever
/// its status, the mutex is locked again for who called this: await it, or somebody has a lock and
/// does not know. Both objects have to live until it is over. Only if the runtime stops meanwhile
/// it may end with TASK_EABANDONED, and without the mutex. Returns NULL when out of memory, and
/// then the mutex has not been unlocked.
task *task_condition_wait_async(task_condition *condition, task_mutex *mutex,
                                cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1, 2) TASK_GIVES_TASK
    ASYNC_LINT("gives task; needs lock mutex async; keeps condition until done; token token");

/// Wakes who has waited longest for `condition`, if anybody does. Never suspends. Callable with the
/// mutex held and without, from any thread.
void task_condition_signal(task_condition *condition) TASK_NONNULL(1) ASYNC_LINT("plain");

/// Wakes all that wait for `condition`.
void task_condition_broadcast(task_condition *condition) TASK_NONNULL(1) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
