// SPDX-License-Identifier: MIT
// Workers and the coroutines they run. A started coroutine stays on its home worker; one not yet
// started runs where there is room first.
#ifndef TASKRT_SCHEDULER_H
#define TASKRT_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>

#include "stack/context.h"
#include "task_object.h"
#include "timer.h"

struct worker;

/// A task with a body: on a stack of its own, or offloaded.
struct coroutine {
  struct task base;
  void *arg;
  cancel_token token;
  struct worker *home;               ///< where it started; NULL before
  struct stack *stack;               ///< NULL before its start and after its end
  struct context *back;              ///< where it goes when it suspends or ends
  struct coroutine *next, *previous; ///< in a queue
  struct context context;
  bool finished;
};

/// Creates a coroutine that is in no queue. Returns NULL when out of memory.
struct coroutine *coroutine__create(task_fn body, void *arg, size_t result_size, cancel_token token,
                                    const void *started_at);

/// Starts `count` workers. Returns 0 or TASK_ENOMEM.
int scheduler__start(unsigned count);

/// Joins the workers. No task is under way.
void scheduler__stop(void);

/// The coroutine that runs on this thread, NULL if none. Not to be kept across a switch by callers
/// that do not run in it.
struct coroutine *scheduler__current(void);

/// True on the thread of a worker, in a task or between tasks (in a handler that a task's end
/// calls).
bool scheduler__on_worker(void);

/// Queues a coroutine that has not started.
void scheduler__submit(struct coroutine *coroutine);

/// Runs `coroutine`, which has not started, on this worker until it suspends or ends. Called in a
/// coroutine. Without a stack for it, it ends with TASK_ENOMEM.
void scheduler__start_now(struct coroutine *coroutine);

/// Suspends the running coroutine until scheduler__resume() was called on it, before or after.
void scheduler__suspend(void);

/// Lets `coroutine`, which suspends or is about to, go on at its home. Exactly once for each
/// suspension. Callable from any thread.
void scheduler__resume(struct coroutine *coroutine);

/// Starts `timer` on this worker or, from another thread, on some worker. Returns false when no
/// worker runs.
bool scheduler__start_timer(struct timer *timer, uint64_t due, void (*fire)(struct timer *));

#endif
