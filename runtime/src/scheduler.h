// SPDX-License-Identifier: MIT
// Workers and the coroutines they run. A started coroutine stays on its home worker; one not yet
// started runs where there is room first.
#ifndef TASKRT_SCHEDULER_H
#define TASKRT_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>

#include "stack/context.h"
#include "stack/stack.h"
#include "task_object.h"
#include "timer.h"

struct worker;

/// A task with a body: on a stack of its own, or offloaded.
struct coroutine {
  struct task base;
  void *arg;
  cancel_token token;
  struct stack *stack;    ///< NULL before its start and after its end; holds its activation
  struct coroutine *next; ///< in a queue
  struct locals *locals;  ///< the task-local values it sees
  struct wait *wait; ///< what it waits for, if it is suspended; NULL if it is queued somewhere;
                     ///< set by coroutine__waits()
};

/// What only a coroutine with a stack has. It lies at the upper end of that stack, in a page that
/// the first frames touch anyway, so that a million tasks that wait for their turn do without.
struct activation {
  struct worker *home;             ///< where it runs, or has run last
  struct context *back;            ///< where it goes when it suspends or ends
  _Atomic(const char *) waits_for; ///< for dumps: what `wait` is for; NULL while it runs
  struct context context;
  void (*suspended)(struct coroutine *, void *arg); ///< of scheduler__suspend_then()
  void *suspended_arg;
  bool finished;
};

/// The activation of `coroutine`, which has a stack.
static inline struct activation *activation_of(const struct coroutine *coroutine) {
  return (struct activation *)(void *)coroutine->stack->room;
}

/// `coroutine` is about to suspend for `wait`, or (NULL) only to let others run.
static inline void coroutine__waits(struct coroutine *coroutine, struct wait *wait) {
  coroutine->wait = wait;
  if (coroutine->stack)
    atomic_store_explicit(&activation_of(coroutine)->waits_for, wait ? wait->what : NULL,
                          memory_order_relaxed);
}

/// A task whose body returns when it has to wait: `arg` is its frame.
struct stackless {
  struct coroutine coroutine;
  struct waiter waiter;
  _Alignas(max_align_t) char frame[];
};

/// Creates a coroutine that is in no queue. Returns NULL when out of memory.
struct coroutine *coroutine__create(task_fn body, void *arg, size_t result_size, cancel_token token,
                                    const void *started_at);

/// Ends `coroutine`, whose body has returned or will never run, with `status`.
void coroutine__complete(struct coroutine *coroutine, int status);

/// Drops a coroutine that never ran and that nobody saw.
void coroutine__discard(struct coroutine *coroutine);

/// Starts `count` workers and the watchdog, which reports a task that keeps its worker for
/// `hog_milliseconds` (0: none). Returns 0 or TASK_ENOMEM.
int scheduler__start(unsigned count, uint64_t hog_milliseconds);

/// Joins the workers. No task is under way.
void scheduler__stop(void);

/// The coroutine that runs on this thread, NULL if none. Not to be kept across a switch by callers
/// that do not run in it.
struct coroutine *scheduler__current(void);

/// The task whose body runs on this thread, offloaded or not; NULL if none.
struct task *scheduler__current_task(void);

/// True when `address` is a return address in the function that calls bodies: then the body's last
/// call took the place of the body itself.
bool scheduler__called_body(const void *address);

/// True while a task runs on this thread, with or without a stack; offloaded bodies are none.
bool scheduler__runs_a_task(void);

/// True on the thread of a worker, in a task or between tasks (in a handler that a task's end
/// calls).
bool scheduler__on_worker(void);

/// Queues a coroutine that has not started, or was suspended by scheduler__suspend_then() and may
/// go on anywhere in the pool.
void scheduler__submit(struct coroutine *coroutine);

/// Runs `coroutine`, which has not started, on this worker until it suspends or ends. Called in a
/// coroutine. Without a stack for it, it ends with TASK_ENOMEM.
void scheduler__start_now(struct coroutine *coroutine);

/// If `t`, which the running coroutine is about to wait for, is what this worker would start next,
/// runs it now, inside the running one, until it suspends or ends; but not for ever, so that the
/// worker sees the rest of the world.
void scheduler__run_awaited(const struct task *t);

/// Suspends the running coroutine until scheduler__resume() was called on it, before or after.
void scheduler__suspend(void);

/// Suspends the running coroutine and then calls `then` with it and `arg`, outside of it, on the
/// same thread: what `then` hands it to may be another thread, for it does not run any more. `then`
/// sees to it that it goes on, by scheduler__resume(), scheduler__submit() or
/// scheduler__submit_to().
void scheduler__suspend_then(void (*then)(struct coroutine *, void *arg), void *arg);

/// Lets `coroutine`, which has suspended and waits for scheduler__resume(), go on at once, inside
/// the running one, until it suspends or ends. Returns false, and does nothing, when no coroutine
/// runs or `coroutine` has its home elsewhere.
bool scheduler__run_now(struct coroutine *coroutine);

/// Lets `coroutine`, which suspends or is about to, go on at its home. Exactly once for each
/// suspension. Callable from any thread.
void scheduler__resume(struct coroutine *coroutine);

/// True when this thread, which runs a task, cannot block until `target` is woken, for what has to
/// run on it before leads to that.
bool scheduler__holds_up(const struct waiter *target);

/// Starts `timer` on this worker or, from another thread and from a guest, on some worker. Returns
/// false when no worker runs.
bool scheduler__start_timer(struct timer *timer, uint64_t due, void (*fire)(struct timer *));

/// To be called by operations that a task may do in a loop without ever suspending: lets others run
/// when it has done many of them in one go.
void scheduler__spend(void);

/// From now on, until scheduler__let_go(), workers that are idle or become so run nothing, though
/// tasks may be queued.
void scheduler__hold(void);
void scheduler__let_go(void);

/// True when all workers are idle and have nothing to do, and no timer is due.
bool scheduler__quiet(void);

/// Waits until scheduler__quiet() may be true, or for a moment.
void scheduler__await_quiet(void);

/// When the next timer wants to be looked at; CLOCK_NEVER without timers.
uint64_t scheduler__next_timer(void);

/// Has all workers look at their timers.
void scheduler__wake_all(void);

// --- guests -------------------------------------------------------------------------------------
// A guest is a worker on a thread of the program: it runs what is submitted to it while that thread
// serves it, steals nothing, and has no timers.

/// Creates a guest that calls `call` when it wants to be served soon: on any thread, outside of all
/// locks, not again before it was served. Returns NULL when out of memory.
struct worker *scheduler__create_guest(void (*call)(void *user), void *user);

/// Destroys `guest`, which nobody serves and which is no coroutine's home any more. Waits for a
/// `call` that is under way.
void scheduler__destroy_guest(struct worker *guest);

/// Runs what is queued for `guest` now, once each. If there is more by then, it calls again.
void scheduler__serve(struct worker *guest);

/// Queues `coroutine` for `guest`: one that has not started, or was suspended by
/// scheduler__suspend_then().
void scheduler__submit_to(struct worker *guest, struct coroutine *coroutine);

/// The guest this thread serves, NULL if none; and what `guest` was created with.
struct worker *scheduler__this_guest(void);
void *scheduler__guest_user(struct worker *guest);

#endif
