// SPDX-License-Identifier: MIT
// Stackless tasks: functions that return when they have to wait and are called again where they
// left off, for tasks by the million. Their locals live in a structure, for those of the function
// are gone after each wait.
#ifndef TASKRT_STACKLESS_H
#define TASKRT_STACKLESS_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What the body of a stackless task returns while it is not over; no status of anything.
#define TASK_SUSPENDED 1

/// The first member of every frame, by the name `task`. Zero at the start; but for `status` it is
/// the runtime's.
typedef struct task_frame {
  unsigned state; ///< where the body goes on
  int status;     ///< of the last TASK_AWAIT()
  task *awaited;  ///< NULL while it only yields
} task_frame;

/// Queues `body` to run as a stackless task and returns its handle, which the caller owns. The
/// frame is a copy of the `frame_size` bytes at `frame` (they begin with a `task_frame`) and lives
/// in the task; the body gets it as its argument:
///
///   struct fetch { task_frame task; int round; };
///   static int fetch(void *arg, cancel_token token, void *result) {
///     struct fetch *f = arg;
///     TASK_BEGIN(f);
///     for (f->round = 0; f->round < 3; f->round++) {
///       TASK_AWAIT(f, task_delay_async(10, token), NULL);
///       if (f->task.status != 0)
///         return f->task.status;
///     }
///     TASK_END();
///   }
///
/// Such a task may be awaited, combined, cancelled and detached like any other, and costs its frame
/// and its object. It runs on any worker, from one wait to the next on one; in its body
/// task_await() and all that suspends in place would block the worker: await the functions whose
/// names end in `_async` instead. Locks, conditions, events, channels and streams have them
/// too. Returns NULL
/// when out of memory, and then the body has not run.
task *task_run_stackless(task_fn body, const void *frame, size_t frame_size, size_t result_size,
                         cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1, 2) TASK_GIVES_TASK
    ASYNC_LINT("gives task; starts body on pool; token token");

/// As task_run_stackless(), which is a macro for it unless TASKRT_NO_PLACES is defined; `place` is
/// a string that lives on, such as TASK_PLACE.
task *task_run_stackless_at(const char *place, task_fn body, const void *frame, size_t frame_size,
                            size_t result_size, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(2, 3) TASK_GIVES_TASK ASYNC_LINT("gives task; starts body on pool; token token");

/// What TASK_AWAIT() calls once `t` is over: takes it, as task_await() does, and never suspends.
int task_frame_take(task *t, void *result) TASK_CHECK_RESULT
    ASYNC_LINT("takes t; status; check result");

#if !defined(TASKRT_NO_PLACES) && !defined(__ASYNC_LINT__)
#define task_run_stackless(...) task_run_stackless_at(TASK_PLACE, __VA_ARGS__)
#endif

#if defined(__GNUC__)
#define TASK__FALLTHROUGH __attribute__((fallthrough))
#else
#define TASK__FALLTHROUGH ((void)0)
#endif

/// Begins the body of a stackless task with the frame `f`, a pointer to it. What stands before runs
/// anew after each wait. No `switch` may stand around the waits.
#define TASK_BEGIN(f)                                                                              \
  switch ((f)->task.state) {                                                                       \
  default:

/// Waits for `t`, takes it, and puts its status into `(f)->task.status` and its result into the
/// memory at `out`, which has to be in the frame or elsewhere where it stays. At most one a line.
#define TASK_AWAIT(f, t, out)                                                                      \
  do {                                                                                             \
    (f)->task.awaited = (t);                                                                       \
    (f)->task.state = __LINE__;                                                                    \
    if (!task_is_done((f)->task.awaited))                                                          \
      return TASK_SUSPENDED;                                                                       \
    TASK__FALLTHROUGH;                                                                             \
  case __LINE__:                                                                                   \
    (f)->task.status = task_frame_take((f)->task.awaited, (out));                                  \
    (f)->task.awaited = NULL;                                                                      \
  } while (0)

/// Lets other tasks run first. At most one a line.
#define TASK_YIELD(f)                                                                              \
  do {                                                                                             \
    (f)->task.awaited = NULL;                                                                      \
    (f)->task.state = __LINE__;                                                                    \
    return TASK_SUSPENDED;                                                                         \
  case __LINE__:;                                                                                  \
  } while (0)

/// Ends the body with success; what TASK_BEGIN() began. To end with an error, return it.
#define TASK_END()                                                                                 \
  }                                                                                                \
  return 0

#ifdef __cplusplus
}
#endif

#endif
