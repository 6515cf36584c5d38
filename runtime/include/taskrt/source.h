// SPDX-License-Identifier: MIT
// Tasks that no body stands behind: completion sources, whose outcome somebody sets from outside,
// and tasks that are over from the start.
#ifndef TASKRT_SOURCE_H
#define TASKRT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The side that decides how a task ends: for callbacks of other libraries, replies, requests that
/// are answered later. Completed once, from any thread; destroyed by its owner.
typedef struct task_source task_source;

/// Ends the owner's hold of `source`; NULL is ignored. If nobody has set an outcome, its task ends
/// with TASK_EABANDONED and the unobserved handler is told of a leaked source. Handles of its task
/// live on. Never suspends; what waits for the task may be told in this call.
void task_source_destroy(task_source *source) ASYNC_LINT("takes source");

/// Creates a source whose task has a result of `result_size` bytes, 0 for none. Starts the runtime
/// if it does not run. The caller owns it. task_runtime_stop() does not wait for it: what is left
/// without an outcome then ends with TASK_EABANDONED and is reported with the place of this call.
/// Returns NULL when out of memory.
task_source *task_source_create(size_t result_size) TASK_CHECK_RESULT
    TASK_RELEASED_BY(task_source_destroy) ASYNC_LINT("gives completion");

/// As task_source_create(), which is a macro for it unless TASKRT_NO_PLACES is defined; `place` is
/// a string that lives on, such as TASK_PLACE.
task_source *task_source_create_at(const char *place, size_t result_size) TASK_CHECK_RESULT
    TASK_RELEASED_BY(task_source_destroy) ASYNC_LINT("gives completion");

/// Returns a handle of the task of `source`, which the caller owns; each call gives one more. NULL
/// gives NULL. Borrows `source`.
task *task_source_task(task_source *source) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; borrows source");

/// Ends the task of `source` with success and a copy of the result that `result` points to (the
/// size is that of task_source_create(); NULL: zeros). Returns false, and changes nothing, when
/// there is an outcome already. Those who wait are told in this call: hold no lock that a waiter's
/// handler takes. Never suspends.
bool task_source_try_result(task_source *source, const void *result) TASK_NONNULL(1)
    ASYNC_LINT("borrows source; completes source");

/// As task_source_try_result(), with the failure `status`, which is not 0. If the running task's
/// last error (see task_last_error()) has this status, it goes along:
/// `task_source_try_error(source, task_fail(-EIO, "no answer from %s", host))`.
bool task_source_try_error(task_source *source, int status) TASK_NONNULL(1)
    ASYNC_LINT("borrows source; completes source");

/// As task_source_try_error() with TASK_ECANCELED.
bool task_source_try_cancel(task_source *source) TASK_NONNULL(1)
    ASYNC_LINT("borrows source; completes source");

/// As task_source_try_result(), for those who must be the first: returns 0, or TASK_EINVAL when
/// there is an outcome already, which is a mistake of the program.
int task_source_set_result(task_source *source, const void *result) TASK_CHECK_RESULT
    TASK_NONNULL(1) ASYNC_LINT("borrows source; completes source once; status; check result");

/// As task_source_try_error(), with the results of task_source_set_result().
int task_source_set_error(task_source *source, int status) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("borrows source; completes source once; check result");

/// As task_source_try_cancel(), with the results of task_source_set_result().
int task_source_set_cancel(task_source *source) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("borrows source; completes source once; status; check result");

/// Returns a task that is over with success and a copy of the `result_size` bytes at `result` (NULL
/// and 0 for none). Returns NULL when out of memory.
task *task_completed(const void *result, size_t result_size) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task");

/// Returns a task that is over with the failure `status`, not 0, and with the last error of the
/// running task if that has this status: `task_failed(task_fail(-EIO, "no route"))`. Returns NULL
/// when out of memory.
task *task_failed(int status) TASK_CHECK_RESULT TASK_GIVES_TASK ASYNC_LINT("gives task");

/// Returns a task that is over with the reason for which `token` is cancelled, or TASK_ECANCELED if
/// it is not. Returns NULL when out of memory.
task *task_cancelled(cancel_token token) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; checks-token token");

#if !defined(TASKRT_NO_PLACES) && !defined(__ASYNC_LINT__)
#define task_source_create(...) task_source_create_at(TASK_PLACE, __VA_ARGS__)
#endif

#ifdef __cplusplus
}
#endif

#endif
