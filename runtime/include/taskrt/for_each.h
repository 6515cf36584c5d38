// SPDX-License-Identifier: MIT
// A loop whose rounds run at the same time, but only so many of them.
#ifndef TASKRT_FOR_EACH_H
#define TASKRT_FOR_EACH_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One round: `index` is its number. Runs as a task; returns 0 or an error. `token` is to be passed
/// on.
typedef int (*task_each_fn)(void *arg, size_t index, cancel_token token);

/// Calls `body` with `arg` for each index below `count`, in tasks of the pool, at most `limit` at
/// the same time (0: all), and suspends the running task until they are over (outside a task it
/// blocks the thread). Indices are begun in order. After the first failure no round is begun, and
/// those under way are cancelled. Returns 0, the first error, the reason if `token` is cancelled,
/// or TASK_ENOMEM. Uses `limit` tasks, however large `count` is.
int task_for_each(size_t count, size_t limit, task_each_fn body, void *arg,
                  cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(3)
    ASYNC_LINT("suspends; starts body with arg; stack 65536; token token; status; check result");

#ifdef __cplusplus
}
#endif

#endif
