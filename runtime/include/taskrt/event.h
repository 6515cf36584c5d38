// SPDX-License-Identifier: MIT
// The manual-reset event: a flag that tasks wait for.
#ifndef TASKRT_EVENT_H
#define TASKRT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>
#include <taskrt/waiters.h>

#ifdef __cplusplus
extern "C" {
#endif

/// An event: memory of the program, not set when zeroed, nothing to destroy. Its memory may go once
/// nobody waits for it or sets it.
typedef struct task_event {
  unsigned lock; ///< the runtime's, as all fields
  struct task_waiters waiters;
  bool set;
} task_event;

#define TASK_EVENT_INIT {0, {NULL, NULL}, false}

/// Suspends the running task until `event` is set; outside a task it blocks the thread. Returns 0,
/// at once if it is set already; TASK_ECANCELED or TASK_ETIMEDOUT if `token` is cancelled first.
/// Outside a task TASK_ENOMEM, if there is a token and the runtime could not be started. Allocates
/// nothing.
int task_event_wait(task_event *event, cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("suspends; token token; status; check result");

/// As task_event_wait(), as a task that needs no stack: for stackless tasks and combinations.
/// `event` has to live until it is over. Returns NULL when out of memory.
task *task_event_wait_async(task_event *event, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK ASYNC_LINT("gives task; keeps event until done; token token");

/// Sets `event`: all that wait go on, and nobody waits until it is reset. Callable from any thread.
/// Never suspends.
void task_event_set(task_event *event) TASK_NONNULL(1) ASYNC_LINT("plain");

/// Takes the flag back. Who was released by it stays so.
void task_event_reset(task_event *event) TASK_NONNULL(1) ASYNC_LINT("plain");

/// Returns whether `event` is set at this moment.
bool task_event_is_set(task_event *event) TASK_CHECK_RESULT TASK_NONNULL(1) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
