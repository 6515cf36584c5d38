// SPDX-License-Identifier: MIT
// The mutex of tasks: who has to wait suspends and its worker runs other tasks, so it may be held
// across suspensions, where a mutex of threads must not be.
#ifndef TASKRT_MUTEX_H
#define TASKRT_MUTEX_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>
#include <taskrt/waiters.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A mutex: memory of the program, free when zeroed, nothing to destroy. It is handed to who has
/// waited longest. Not recursive. Its memory may go once nobody holds it or waits for it.
typedef struct task_mutex {
  unsigned lock; ///< the runtime's, as all fields
  struct task_waiters waiters;
  const void *owner;
} task_mutex;

#define TASK_MUTEX_INIT {0, {NULL, NULL}, NULL}

/// Locks `mutex` for the running task, which suspends until it gets it; outside a task for the
/// thread, which blocks. Returns 0; TASK_EDEADLK at once if the caller has it already;
/// TASK_ECANCELED or TASK_ETIMEDOUT if `token` is cancelled before the mutex was handed over: then
/// it is not locked. Outside a task TASK_ENOMEM, if there is a token and the runtime could not be
/// started. Allocates nothing.
int task_mutex_lock(task_mutex *mutex, cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("suspends; acquires mutex async on success; token token; status; check result");

/// As task_mutex_lock(), as a task that needs no stack: for stackless tasks and combinations. Once
/// it is over with 0 the mutex is locked for the task that called this; await it, or somebody has a
/// lock and does not know. `mutex` has to live until it is over. Returns NULL when out of memory,
/// and then it is not locked.
task *task_mutex_lock_async(task_mutex *mutex, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK ASYNC_LINT("gives task; keeps mutex until done; token token");

/// Locks `mutex` if it is free. Returns 0, TASK_EAGAIN if somebody else has it, TASK_EDEADLK if the
/// caller does. Never suspends.
int task_mutex_try_lock(task_mutex *mutex) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("acquires mutex async on success; status; check result");

/// Unlocks `mutex`, which the running task (outside tasks: the thread) has locked, and hands it to
/// who waits first. Unlocking what another one holds is reported on stderr, and done. Never
/// suspends.
void task_mutex_unlock(task_mutex *mutex) TASK_NONNULL(1) ASYNC_LINT("releases mutex async");

#ifdef __cplusplus
}
#endif

#endif
