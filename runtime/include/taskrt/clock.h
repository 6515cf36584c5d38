// SPDX-License-Identifier: MIT
// The runtime's clock, and virtual time for tests: with a frozen clock delays, deadlines and
// tickers take no time, and their order is always the same.
#ifndef TASKRT_CLOCK_H
#define TASKRT_CLOCK_H

#include <stdint.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Returns the milliseconds of the clock that delays and deadlines go by: CLOCK_MONOTONIC, or
/// virtual time. Callable from anywhere.
uint64_t task_clock_now(void) TASK_CHECK_RESULT ASYNC_LINT("plain");

/// Stops the clock, for tests: from now on it moves only by task_clock_advance(). Returns 0, or
/// TASK_EALREADY while the runtime runs.
int task_clock_freeze(void) TASK_CHECK_RESULT ASYNC_LINT("not-in-task; status; check result");

/// Lets the clock go on as the system's. Returns 0, or TASK_EALREADY while the runtime runs.
int task_clock_thaw(void) TASK_CHECK_RESULT ASYNC_LINT("not-in-task; status; check result");

/// Moves the frozen clock on by `milliseconds`, from one timer to the next: at each, what is due
/// fires, and the call blocks until all tasks are over or wait for something, offloaded bodies
/// included. When it returns, all that could happen until then has happened. Returns 0;
/// TASK_EINVAL if the clock is not frozen, TASK_ECONTEXT in a task or an offloaded body. Other
/// threads should leave the runtime alone meanwhile; tasks that never wait never let it return.
int task_clock_advance(uint64_t milliseconds) TASK_CHECK_RESULT
    ASYNC_LINT("blocks; not-in-task; status; check result");

#ifdef __cplusplus
}
#endif

#endif
