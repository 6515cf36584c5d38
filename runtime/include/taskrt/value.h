// SPDX-License-Identifier: MIT
// Value tasks: for functions that mostly have their result at once and then want neither memory nor
// a task. A `task_value` is passed by value and consumed exactly once.
#ifndef TASKRT_VALUE_H
#define TASKRT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Results of up to so many bytes lie in the value itself.
#define TASK_VALUE_INLINE 24

/// The outcome of an operation, or the operation as long as it is under way. Its fields are the
/// runtime's. A copy is the same value: of all copies one is consumed, once.
typedef struct task_value {
  task *pending;      // NULL when the outcome is here
  int status;         // the outcome
  unsigned char size; // bytes of `result`
  unsigned char consumed;
  unsigned char result[TASK_VALUE_INLINE];
} task_value;

/// Returns the value of an operation that has succeeded, with a copy of the `size` bytes at
/// `result` (NULL and 0 for none). Allocates only above TASK_VALUE_INLINE bytes; without memory for
/// that the value is one of TASK_ENOMEM.
task_value task_value_of(const void *result, size_t size) TASK_CHECK_RESULT
    ASYNC_LINT("gives value");

/// Returns the value of an operation that has failed with `status`, not 0:
/// `return task_value_failed(task_fail(-EIO, "no route"));`.
task_value task_value_failed(int status) TASK_CHECK_RESULT ASYNC_LINT("gives value");

/// Returns the value of an operation that is under way as `t`, which it takes; the runtime keeps
/// the memory of tasks for the next ones, so this costs what a task costs and no more.
task_value task_value_from(task *t) TASK_CHECK_RESULT ASYNC_LINT("gives value; takes t");

/// Suspends the running task (elsewhere: blocks the thread) until the operation is over, if it is
/// not, takes `value`, copies its result to `result` (NULL discards it) if it succeeded, and
/// returns its status. The second time the same variable is consumed it returns TASK_EINVAL.
int task_value_await(task_value *value, void *result) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("suspends; takes value; waits-for value; status; check result");

/// Returns a task for `value`, which it takes: for task_when_all() and whatever else wants a
/// handle. An operation that is over needs memory for that: NULL when there is none.
task *task_value_task(task_value *value) TASK_CHECK_RESULT TASK_NONNULL(1) TASK_GIVES_TASK
    ASYNC_LINT("gives task; takes value");

/// Returns true when the operation is over, so that task_value_await() would not suspend.
bool task_value_is_done(const task_value *value) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("borrows value; tests done value");

#ifdef __cplusplus
}
#endif

#endif
