// SPDX-License-Identifier: MIT
// The ticker: doing something at regular moments.
#ifndef TASKRT_TICKER_H
#define TASKRT_TICKER_H

#include <stdint.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A ticker: memory of one task, nothing to destroy.
typedef struct task_ticker {
  uint64_t period; ///< nanoseconds
  uint64_t next;   ///< when it is due, on the runtime's clock
} task_ticker;

/// Makes `ticker` due in `milliseconds` (at least 1) for the first time, and again every so many.
void task_ticker_start(task_ticker *ticker, uint64_t milliseconds) TASK_NONNULL(1)
    ASYNC_LINT("plain");

/// Suspends the running task until `ticker` is due; if it is already, returns at once. The moments
/// do not drift; those that passed while nobody waited count as one. Returns 0; TASK_ECANCELED or
/// TASK_ETIMEDOUT if `token` is cancelled first: the moment is still to come then. Outside a task
/// it blocks the thread and may return TASK_ENOMEM. Used by one at a time.
int task_ticker_next(task_ticker *ticker, cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("suspends; token token; status; check result");

#ifdef __cplusplus
}
#endif

#endif
