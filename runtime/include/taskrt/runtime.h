// SPDX-License-Identifier: MIT
// The runtime as a whole: start with options, stop, the allocator, and the handler for errors that
// nobody looked at. A program needs none of it: the first task starts the runtime with defaults.
#ifndef TASKRT_RUNTIME_H
#define TASKRT_RUNTIME_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How stacks are protected against overflow.
enum task_guard {
  TASK_GUARD_AUTO = 0, ///< the best the kernel has: MADV_GUARD_INSTALL, else as TASK_GUARD_MPROTECT
  TASK_GUARD_MPROTECT, ///< mprotect for the first 16,000 stacks, as TASK_GUARD_NONE for the others,
                       ///< which is said once on stderr
  TASK_GUARD_NONE      ///< a canary in the lowest words of the stack: an overflow ends the program
                       ///< when the task next suspends or ends, not where it happens
};

/// Options of task_runtime_start(); zero means the default in every field.
struct task_runtime_options {
  unsigned workers;         ///< worker threads; default: the processors this process may use
  unsigned offload_threads; ///< most threads for task_offload(); default 8
  size_t stack_size;        ///< bytes of address space a stack, guard included, rounded up to a
                            ///< power of two; default 64 KiB, 256 KiB under sanitizers
  size_t max_stacks;     ///< most stacks at once; default 1,048,576, fewer if not to be had; from
                         ///< 16 a worker on, up to a sixteenth of them may be kept ready by
                         ///< workers and be out of reach for the others
  enum task_guard guard; ///< how stacks are protected
  unsigned hog_milliseconds;  ///< report a task that runs for about so long without suspending;
                              ///< default 1000, TASK_HOG_NEVER for none
  unsigned stop_milliseconds; ///< how long task_runtime_stop() waits at most; default: no limit
  uint64_t seed; ///< for tests: not 0 draws what runs next, and where a task stands aside for
                 ///< others in the middle of a call, from this number, on one worker and in
                 ///< virtual time that passes when nothing can run. The same seed gives the same
                 ///< run as long as no other thread and no I/O takes part. When nothing can go on,
                 ///< the seed and the tasks that are left are written to stderr. Default: the
                 ///< environment's TASKRT_SEED, a decimal number, or 0
};

/// For `hog_milliseconds`: nobody is told.
#define TASK_HOG_NEVER UINT_MAX

/// Starts the runtime with `options` (NULL: all defaults). Returns 0; TASK_EALREADY if it runs,
/// TASK_ECONTEXT in a task or an offloaded body, TASK_EINVAL for options out of range, TASK_ENOMEM
/// if memory, address space or threads ran out. Needed only to set options. Callable from any
/// thread but those of the runtime. Installs a handler for SIGSEGV that names a task which
/// overflowed its stack and hands on to the handler before; other handlers should have SA_ONSTACK,
/// for a task's stack is small. The runtime's threads block all signals but those of faults.
int task_runtime_start(const struct task_runtime_options *options) TASK_CHECK_RESULT
    ASYNC_LINT("not-in-task; status; check result");

/// Waits until every task is over (cancel first what would take long; what is left after five
/// seconds is named on stderr, with what it waits for), joins all threads and frees everything.
/// Handles nobody consumed are freed too, and the unobserved handler gets them.
///
/// Nobody waits for ever: when nothing runs, and no timer, descriptor or offloaded body can wake
/// anybody, sources that are left without an outcome end with TASK_EABANDONED, streams that are
/// left open are closed, and every other wait returns TASK_EABANDONED; the unobserved handler gets
/// each (TASK_FAULT_LEFT). In virtual time it lets time pass. When `stop_milliseconds` are over, or
/// tasks wait again and again although they were given up, it says so on stderr, names what is
/// left, and returns: then the runtime still runs, and the program should end.
///
/// No other thread may use tasks or cancellation sources meanwhile. Does
/// nothing if the runtime does not run. In a task, an offloaded body or a handler on a thread of
/// the runtime it would wait for itself: it says so on stderr and returns. The runtime may be
/// started again afterwards; sources live on.
void task_runtime_stop(void) ASYNC_LINT("blocks; not-in-task");

/// What was lost.
enum task_fault_kind {
  TASK_FAULT_UNOBSERVED,    ///< a task failed and nobody looked at its status
  TASK_FAULT_DROPPED,       ///< a handle was never consumed, whatever the status of its task
  TASK_FAULT_LEAKED_SOURCE, ///< a task_source was given up, or never completed
  TASK_FAULT_HOG, ///< a task has kept its worker for `hog_milliseconds` and is at it still; told by
                  ///< the runtime's watchdog, once each time
  TASK_FAULT_LEFT ///< the runtime stops, and what the task waits for will never come
};

/// Something that was lost, with the place where it began.
struct task_fault {
  enum task_fault_kind kind;
  int status;              ///< what the task returned; 0 for a source or a hog
  task_fn body;            ///< its body; NULL for a completion object
  const void *started_at;  ///< without a `place`: the code address behind the call that started it
  const char *place;       ///< "file.c:12" of that call; NULL where macros are switched off
  const char *name;        ///< from task_set_name(); NULL without
  const task_error *error; ///< details of the failure, valid during the call; may be NULL
  const char *waits_for;   ///< TASK_FAULT_LEFT: "a mutex", "a task"; else NULL
};

/// Receives what was lost, on the thread where it showed; `fault` is valid during the call. Must
/// not block, suspend, start or stop the runtime; it may start tasks and detach them.
typedef void (*task_unobserved_handler)(const struct task_fault *fault, void *user);

/// Sets the handler for what was lost: tasks that failed and whose status nobody looked at
/// (detached without a handler; TASK_ECANCELED is not a failure), handles that were never consumed
/// before task_runtime_stop(), sources that were destroyed or left without an outcome, and tasks
/// that keep their worker from the others. NULL brings back the default, which writes to stderr.
/// `user` is handed to it. Callable at any time from any thread.
void task_set_unobserved_handler(task_unobserved_handler handler, void *user) ASYNC_LINT("plain");

/// An allocator: with `size` 0 it frees `pointer` and returns NULL; else `pointer` is NULL and it
/// returns `size` bytes aligned for every type, or NULL. Called from any thread.
typedef void *(*task_allocator)(void *user, void *pointer, size_t size);

/// Sets the allocator for everything but stacks and threads, and what it gets as `user`; NULL
/// brings back malloc and free. Only while the runtime does not run and no source exists.
void task_set_allocator(task_allocator allocator, void *user) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
