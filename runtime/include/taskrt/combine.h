// SPDX-License-Identifier: MIT
// Looking at tasks without taking them: the first of several, each as it ends, one for a limited
// time. The handles stay the caller's, who consumes each of them as usual.
#ifndef TASKRT_COMBINE_H
#define TASKRT_COMBINE_H

#include <stddef.h>
#include <stdint.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// For task_await_until(): no limit of time.
#define TASK_FOREVER UINT64_MAX

/// Suspends the running task (elsewhere: blocks the thread) until `t` is over, for `milliseconds`
/// at most, unless `token` is cancelled. Returns 0 when `t` is over: consuming it will not suspend.
/// Returns TASK_ETIMEDOUT or the reason of the cancellation when it is not: `t` goes on, and nobody
/// has asked it to stop. Borrows `t` in every case; NULL counts as over. 0 milliseconds only look.
/// Allocates nothing.
int task_await_until(task *t, uint64_t milliseconds, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; borrows t; token token; status; check result");

/// Returns a task that is over when the first of the `count` tasks is; its result is a size_t, the
/// index of that task (of several that are over already, the lowest). It never fails because a task
/// does; with a `count` of 0 it ends with TASK_EINVAL. Borrows the handles, which must not be
/// consumed before it is over; the array is not used after the call; a NULL element is over. The
/// other tasks go on: cancel them if they are of no use, and consume all. Uses no stack, and leaves
/// nothing behind at the tasks that go on. Returns NULL when out of memory.
task *task_when_any(task *const *tasks, size_t count) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; borrows each tasks");

/// An enumeration of tasks in the order in which they end. Used by one consumer at a time.
typedef struct task_each task_each;

/// Ends the enumeration `ends`; the tasks that it has not come to go on. NULL is ignored. Suspends
/// or blocks only while another thread is about to tell `ends` of an end.
void task_each_destroy(task_each *ends) ASYNC_LINT("takes ends");

/// Begins an enumeration of the `count` tasks in the order in which they end; ended with
/// task_each_destroy(). Borrows the handles; consume one only after task_each_next() has named it,
/// or after task_each_destroy(). The array is not used after the call; a NULL element is over.
/// Returns NULL when out of memory, which task_each_next() turns into TASK_ENOMEM.
task_each *task_when_each(task *const *tasks, size_t count) TASK_CHECK_RESULT
    TASK_RELEASED_BY(task_each_destroy) ASYNC_LINT("gives enumeration; borrows each tasks");

/// Suspends the running task (elsewhere: blocks the thread) until a task is over that has not been
/// named yet, and stores its index in `index`: consuming it will not suspend. Returns 0,
/// TASK_ECLOSED when all have been named, or the reason for which `token` is cancelled. Allocates
/// nothing.
int task_each_next(task_each *ends, cancel_token token, size_t *index) TASK_CHECK_RESULT
    TASK_NONNULL(3)
        ASYNC_LINT("suspends; borrows ends; next ends; token token; status; check result");

#ifdef __cplusplus
}
#endif

#endif
