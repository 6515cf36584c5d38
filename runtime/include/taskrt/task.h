// SPDX-License-Identifier: MIT
// Tasks: started, awaited, waited for, combined, detached. A `task *` is a handle with one owner,
// consumed exactly once; every function says whether it takes or borrows it.
#ifndef TASKRT_TASK_H
#define TASKRT_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// An operation that is under way or over. Functions that give one return NULL only when memory (or
/// threads, when the runtime has to be started) ran out, and every function that consumes one takes
/// that NULL as a task that failed with TASK_ENOMEM. So `task_await(task_run(...), &value)` needs
/// one check, not two.
typedef struct task task;

/// The body of a task. `arg` is what the starter passed, and must live until the body returns;
/// `token` is the starter's token, to be checked and passed on; `result` points to `result_size`
/// zeroed bytes (NULL if 0), aligned for every type. Returns 0, or an error that the awaiter gets;
/// the result is handed over only with 0. The body runs exactly once, even if `token` is cancelled
/// before; only a task that ends with TASK_ENOMEM may not have run.
typedef int (*task_fn)(void *arg, cancel_token token, void *result);

// Where nothing else is said, a function may be called from any thread, in a task and outside.

/// Suspends the running task until `t` is over, takes `t`, copies its result to `result` (NULL
/// discards it) and returns its status; the copy is made only if that is 0, else task_last_error()
/// has the details. A task that is over
/// already is taken without suspending. Resumes on the same thread. Outside a task there is nothing
/// to suspend: it blocks the thread, as task_result() does.
int task_await(task *t, void *result) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; takes t; waits-for t; status; check result");

/// Blocks the calling thread until `t` is over, takes `t`, discards its result and returns its
/// status. For main() and tests. Inside a task it stops the worker with all its other tasks, and
/// never returns if `t` needs that worker: use task_await() there. With TASKRT_CHECK=1 in the
/// environment it finds that out, says so on stderr, detaches `t` and returns TASK_EDEADLK.
int task_wait(task *t) TASK_CHECK_RESULT
    ASYNC_LINT("blocks; waits-for t; takes t; status; check result; instead task_await");

/// As task_wait(), and copies the result to `result` (NULL discards it) if the status is 0.
int task_result(task *t, void *result) TASK_CHECK_RESULT
    ASYNC_LINT("blocks; waits-for t; takes t; status; check result; instead task_await");

/// Takes `t` and lets it run on by itself. If it fails, `on_error` gets its status and `arg`, at
/// most once, on the thread where the task ends (in the caller if it is over already); it must not
/// block, suspend, start or stop the runtime. With NULL for `on_error` a failure other than
/// TASK_ECANCELED reaches the unobserved handler of `taskrt/runtime.h`. `arg` must live as long as
/// the task. Of several references only the one that is detached first brings a handler.
void task_detach(task *t, void (*on_error)(int status, void *arg), void *arg)
    ASYNC_LINT("detaches t; calls on_error at most once");

// Which calls release a handle, for compilers that can check it.
#define TASK_GIVES_TASK                                                                            \
  TASK_RELEASED_BY(task_await)                                                                     \
  TASK_RELEASED_BY(task_wait) TASK_RELEASED_BY(task_result) TASK_RELEASED_BY(task_detach)

/// Returns one more handle of `t`, which the caller owns: the same pointer, to be consumed once
/// more. Each consumer gets status, error and result. NULL gives NULL.
task *task_ref(task *t) TASK_CHECK_RESULT ASYNC_LINT("gives task; borrows t");

/// Names `t` in reports and dumps; `name` is not copied and has to live as long as the task.
/// Borrows `t`; NULL is ignored.
void task_set_name(task *t, const char *name) ASYNC_LINT("borrows t");

/// Queues `body` to run as a task on the pool and returns its handle, which the caller owns. A task
/// has no stack until it first runs; from then on it stays on the worker that ran it. Starts the
/// runtime if it does not run. Returns NULL when out of memory, and then the body has not run; a
/// task for which there is no stack when its turn comes ends with TASK_ENOMEM.
task *task_run(task_fn body, void *arg, size_t result_size, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK
    ASYNC_LINT("gives task; starts body with arg on pool; stack 65536; token token");

/// Starts `body` as a task at once, on the caller's time: it runs until it first suspends or ends,
/// then the caller goes on with the handle, which it owns. Outside a task it does what task_run()
/// does. Returns NULL when out of memory, and then the body has not run.
task *task_start(task_fn body, void *arg, size_t result_size, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK
    ASYNC_LINT("gives task; starts body with arg on caller; stack 65536; token token");

/// Runs `body`, which may block, on a small bounded pool of threads kept for that, and returns its
/// handle, which the caller owns. The body is not a task: awaiting in it blocks its thread. When
/// all threads are busy it waits in line. Starts the runtime if it does not run. Returns NULL when
/// out of memory, and then the body has not run.
task *task_offload(task_fn body, void *arg, size_t result_size,
                   cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1) TASK_GIVES_TASK
    ASYNC_LINT("gives task; offloads body with arg; token token");

/// Takes the `count` handles in `tasks` (the array itself stays the caller's and is not used after
/// the call) and returns one that is over when all of them are. Its status is 0 or the error that
/// stands first in the array; with several, its task_error has all of them as parts. Its result is
/// the results of the elements one after another: `T[count]` if each has a T. Uses no stack. When
/// out of memory it waits for all elements in place (suspending in a task, blocking elsewhere), so
/// that none outlives the caller's data, and returns NULL.
task *task_when_all(task **tasks, size_t count) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; takes each tasks");

/// Suspends the running task for at least `milliseconds`. Returns 0, or at once TASK_ECANCELED or
/// TASK_ETIMEDOUT when `token` is cancelled before or meanwhile. 0 milliseconds return at once.
/// Allocates nothing in a task. Outside a task it blocks the thread and may return TASK_ENOMEM.
int task_delay(uint64_t milliseconds, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

/// Starts a delay and returns its handle, which the caller owns; its status is what task_delay()
/// returns. Uses no stack. The source of `token` must live until it is over.
/// Returns NULL when out of memory.
task *task_delay_async(uint64_t milliseconds, cancel_token token) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; token token");

/// As task_run(), task_start() and task_offload(), which are macros for these unless
/// TASKRT_NO_PLACES is defined: `place` says in reports where the task was started. It is a string
/// that lives on, such as TASK_PLACE.
task *task_run_at(const char *place, task_fn body, void *arg, size_t result_size,
                  cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(2) TASK_GIVES_TASK
    ASYNC_LINT("gives task; starts body with arg on pool; stack 65536; token token");
task *task_start_at(const char *place, task_fn body, void *arg, size_t result_size,
                    cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(2) TASK_GIVES_TASK
    ASYNC_LINT("gives task; starts body with arg on caller; stack 65536; token token");
task *task_offload_at(const char *place, task_fn body, void *arg, size_t result_size,
                      cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(2) TASK_GIVES_TASK
    ASYNC_LINT("gives task; offloads body; token token");

/// Lets the other tasks of this worker run before the running task goes on. Outside a task it does
/// nothing.
void task_yield(void) ASYNC_LINT("suspends");

/// Returns true when `t` is over, so that consuming it would neither suspend nor block. Borrows
/// `t`; NULL counts as over.
bool task_is_done(const task *t) TASK_CHECK_RESULT ASYNC_LINT("borrows t; tests done t");

/// Returns true when a task runs on this thread, false in main(), in foreign threads and in bodies
/// given to task_offload().
bool task_running(void) TASK_CHECK_RESULT ASYNC_LINT("tests in-task");

// Calls note where they stand; async-lint sees the functions themselves. A name without parentheses
// behind it, as for a function pointer, is the function.
#if !defined(TASKRT_NO_PLACES) && !defined(__ASYNC_LINT__)
#define task_run(...) task_run_at(TASK_PLACE, __VA_ARGS__)
#define task_start(...) task_start_at(TASK_PLACE, __VA_ARGS__)
#define task_offload(...) task_offload_at(TASK_PLACE, __VA_ARGS__)
#endif

#ifdef __cplusplus
}
#endif

#endif
