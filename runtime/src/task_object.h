// SPDX-License-Identifier: MIT
// What every awaitable is made of: a header with state, status and one waiter, allocated in front
// of whatever its kind needs. Completion and consumption meet in one atomic word.
#ifndef TASKRT_TASK_OBJECT_H
#define TASKRT_TASK_OBJECT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <taskrt/task.h>

/// Something to be told that a task is over.
struct waiter {
  /// Runs on the thread that completes `t`, once; owns `t` from here on. May free the waiter.
  void (*wake)(struct waiter *waiter, task *t);
};

/// The header of every task. `waiter` is NULL, then a waiter or the mark for "over".
struct task {
  _Atomic(struct waiter *) waiter;
  int status;   ///< valid once over
  void *result; ///< `result_size` bytes, NULL if 0
  size_t result_size;
  task_fn body;           ///< for reports; NULL for completion objects
  const void *started_at; ///< for reports: return address of the call that made it
  task *next, *previous;  ///< in the register of living tasks
  struct waiter detached; ///< the waiter of a detached task
  void (*on_error)(int status, void *arg);
  void *on_error_arg;
};

/// Allocates `size` zeroed bytes that begin with a `struct task`, followed by room for a result,
/// and counts it as a task under way; starts the runtime if it does not run. Returns NULL when out
/// of memory. The result is `result_size` bytes aligned for every type.
void *task__create(size_t size, size_t result_size, task_fn body, const void *started_at);

/// Ends `t` with `status`: its waiter is woken, or its consumer will find it over. The caller must
/// not use `t` afterwards. Callable from any thread, no lock held.
void task__complete(task *t, int status);

/// Makes `waiter` the waiter of `t`. Returns false when `t` is over already: the waiter is not
/// used.
bool task__attach(task *t, struct waiter *waiter);

/// Consumes `t`, which is over: copies the result to `result` unless NULL or failed, frees `t`,
/// returns its status.
int task__consume(task *t, void *result);

/// Drops a task that never started to run and that nobody saw.
void task__discard(task *t);

/// Waits until no task is under way.
void task__wait_for_all(void);

/// Frees every task that is left and reports those that failed; returns whether there was any. None
/// is under way, but the handler of a report may start some, which are not touched.
bool task__free_all(void);

/// Hands a failure that nobody looked at to the unobserved handler; ignores 0 and TASK_ECANCELED.
void task__report_unobserved(int status, task_fn body, const void *started_at);

#endif
