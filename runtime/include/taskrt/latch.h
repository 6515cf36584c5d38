// SPDX-License-Identifier: MIT
// The latch: waiting until something has happened a number of times.
#ifndef TASKRT_LATCH_H
#define TASKRT_LATCH_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>
#include <taskrt/waiters.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A latch: memory of the program, nothing to destroy. Its memory may go as soon as who waited for
/// it goes on.
typedef struct task_latch {
  unsigned lock; ///< the runtime's, as all fields
  struct task_waiters waiters;
  size_t count;
} task_latch;

/// A latch that opens after `times` counts down.
#define TASK_LATCH_INIT(times) {0, {NULL, NULL}, (times)}

/// Suspends the running task until `latch` has been counted down to 0; outside a task it blocks the
/// thread. Returns 0; TASK_ECANCELED or TASK_ETIMEDOUT if `token` is cancelled first. Outside a
/// task TASK_ENOMEM, if there is a token and the runtime could not be started. Allocates nothing.
int task_latch_wait(task_latch *latch, cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("suspends; token token; status; check result");

/// As task_latch_wait(), as a task that needs no stack: for stackless tasks and combinations.
/// `latch` has to live until it is over. Returns NULL when out of memory.
task *task_latch_wait_async(task_latch *latch, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK ASYNC_LINT("gives task; keeps latch until done; token token");

/// Counts `latch` down by one; at 0 all that wait go on. At 0 it does nothing. Callable from any
/// thread. Never suspends.
void task_latch_count_down(task_latch *latch) TASK_NONNULL(1) ASYNC_LINT("counts-down latch");

#ifdef __cplusplus
}
#endif

#endif
