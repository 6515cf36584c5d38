// SPDX-License-Identifier: MIT
// The semaphore of tasks: a number of permits, to bound how many do something at the same time.
#ifndef TASKRT_SEMAPHORE_H
#define TASKRT_SEMAPHORE_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>
#include <taskrt/waiters.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A semaphore: memory of the program, nothing to destroy. Permits go to who has waited longest.
/// Its memory may go once nobody waits for it.
typedef struct task_semaphore {
  unsigned lock; ///< the runtime's, as all fields
  struct task_waiters waiters;
  size_t permits;
} task_semaphore;

/// A semaphore with `count` permits.
#define TASK_SEMAPHORE_INIT(count) {0, {NULL, NULL}, (count)}

/// Takes a permit of `semaphore`; the running task suspends until there is one, a thread outside
/// tasks blocks. Returns 0; TASK_ECANCELED or TASK_ETIMEDOUT if `token` is cancelled before a
/// permit was handed over: then none is taken. Outside a task TASK_ENOMEM, if there is a token and
/// the runtime could not be started. Allocates nothing.
int task_semaphore_acquire(task_semaphore *semaphore,
                           cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("suspends; acquires semaphore async on success; token token; status; check result");

/// As task_semaphore_acquire(), as a task that needs no stack: for stackless tasks and
/// combinations. Once it is over with 0 the caller has the permit. `semaphore` has to live until it
/// is over. Returns NULL when out of memory, and then no permit is taken.
task *task_semaphore_acquire_async(task_semaphore *semaphore, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK
    ASYNC_LINT("gives task; keeps semaphore until done; token token");

/// Takes a permit if there is one. Returns 0 or TASK_EAGAIN. Never suspends.
int task_semaphore_try_acquire(task_semaphore *semaphore) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("acquires semaphore async on success; status; check result");

/// Gives a permit, taken by anybody or new, to who waits first. Callable from any thread. Never
/// suspends.
void task_semaphore_release(task_semaphore *semaphore) TASK_NONNULL(1)
    ASYNC_LINT("releases semaphore async shared");

#ifdef __cplusplus
}
#endif

#endif
