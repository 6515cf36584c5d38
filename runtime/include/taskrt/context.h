// SPDX-License-Identifier: MIT
// Contexts: where tasks run when it is not the pool. A loop runs them on a thread of the program,
// as a user interface needs it; a context of the program's own runs them in an event loop that is
// there already. A task that started on a context resumes there after every await.
#ifndef TASKRT_TASK_CONTEXT_H
#define TASKRT_TASK_CONTEXT_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A context. NULL stands for the pool wherever one is asked for. Its tasks run one at a time.
typedef struct task_context task_context;

/// Asks the program to have `call(arg)` called, once, on the thread of its context, soon but not
/// inside of this call. `user` is what task_context_create() got. Called from any thread, with no
/// lock held; must not block, suspend or fail.
typedef void (*task_context_post_fn)(void (*call)(void *arg), void *arg, void *user);

/// Destroys `context`, which the caller owns; NULL is ignored. It does not run, all its tasks are
/// over or have left it, and every call it posted was made. Waits while another thread posts for
/// it.
void task_context_destroy(task_context *context) ASYNC_LINT("takes context");

/// Creates a context that runs tasks where the program makes the calls `post` hands over: in the
/// event loop of a toolkit, say. The caller owns it. Returns NULL when out of memory.
task_context *task_context_create(task_context_post_fn post, void *user) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_RELEASED_BY(task_context_destroy)
        ASYNC_LINT("gives context; calls post many");

/// Creates a loop: a context that runs tasks on the thread that calls task_loop_run(). The caller
/// owns it and ends it with task_context_destroy(). Returns NULL when out of memory.
task_context *task_loop_create(void) TASK_CHECK_RESULT TASK_RELEASED_BY(task_context_destroy)
    ASYNC_LINT("gives context");

/// Runs the tasks of `loop` on this thread until task_loop_quit(), and sleeps while there are none.
/// Tasks that are not over by then go on when it is run again, on any thread. Returns 0;
/// TASK_EINVAL for a context that is no loop, TASK_EALREADY if another thread runs it,
/// TASK_ECONTEXT in a task or an offloaded body.
int task_loop_run(task_context *loop) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("blocks; runs-loop; not-in-task; status; check result");

/// As task_loop_run(), but until `t` is over, which it takes: copies its result to `result` (NULL
/// discards it) and returns its status. A quit meanwhile is ignored. On an error of its own, those
/// of task_loop_run() and TASK_ENOMEM, `t` is detached.
int task_loop_run_until(task_context *loop, task *t, void *result) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("blocks; runs-loop; not-in-task; takes t; waits-for t; status; check result");

/// Lets task_loop_run() of `loop`, or its next one, return; what is queued by then runs once more
/// before. Callable from any thread, from the loop's
/// tasks and from signal handlers.
void task_loop_quit(task_context *loop) TASK_NONNULL(1) ASYNC_LINT("plain");

/// Returns the context on which the caller runs; NULL in the pool and on other threads.
task_context *task_context_current(void) TASK_CHECK_RESULT ASYNC_LINT("tests on caller");

/// Says that what follows belongs to `context` (NULL: to the pool): to be called first in functions
/// that touch what only one thread may touch. In checked mode a call from elsewhere is reported as
/// `wrong-thread-call`; otherwise it does nothing. async-lint finds such calls in the source.
void task_context_assert(task_context *context) ASYNC_LINT("asserts context");

/// Queues `body` as a task on `context` and returns its handle, which the caller owns. What the
/// body awaits resumes it there, on the same thread; tasks it starts with task_start() run there
/// too, those it starts with task_run() in the pool. Otherwise as task_run().
task *task_run_on(task_context *context, task_fn body, void *arg, size_t result_size,
                  cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(2) TASK_GIVES_TASK
    ASYNC_LINT("gives task; starts body with arg on context; stack 65536; token token");

/// Has `call(arg)` called on `context`, as a task that nobody awaits, after what was queued before.
/// `arg` has to live until then; on success it is the call's.
/// Callable from any thread. Returns 0 or TASK_ENOMEM. Never suspends.
int task_context_post(task_context *context, void (*call)(void *arg), void *arg) TASK_CHECK_RESULT
    TASK_NONNULL(2) ASYNC_LINT(
        "posts call on context; stores arg on success; keeps arg until call; status; check result");

/// Awaits `t` as task_await() does, but when it has to suspend on a context it resumes in the pool:
/// for library code that does not care where it runs, and must not wait for a busy thread of the
/// program. Where errno and other data of the thread were looked at before, they are another
/// thread's afterwards.
int task_await_any(task *t, void *result) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; takes t; waits-for t; switches to pool; status; check result");

/// Lets the running task go on on `context` (NULL: in the pool), at once if it is there already.
/// Returns 0, or TASK_ECONTEXT outside a task.
int task_switch_to(task_context *context) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; switches to context; status; check result");

#ifdef __cplusplus
}
#endif

#endif
