// SPDX-License-Identifier: MIT
// Tracing: what tasks do, as it happens, for timelines and counters of one's own.
#ifndef TASKRT_TRACE_H
#define TASKRT_TRACE_H

#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a task does.
enum task_trace_kind {
  TASK_TRACE_CREATE,   ///< it is made, by the thread that reports; it has not run
  TASK_TRACE_RUN,      ///< its body begins, or goes on after a suspension
  TASK_TRACE_SUSPEND,  ///< its body waits; others may run on this thread
  TASK_TRACE_COMPLETE, ///< it is over, with `status`; its waiters go on after this
};

/// One event. Everything in it is valid during the call that hands it over.
struct task_trace_event {
  enum task_trace_kind kind;
  const void *task;  ///< tells tasks apart until COMPLETE; the same may come again afterwards
  task_fn body;      ///< NULL for what has none: delays, combinations, sources, I/O
  const char *name;  ///< from task_set_name(); NULL if it has none
  const char *place; ///< "file.c:12" of its start, as the headers note it; may be NULL
  const void
      *started_at; ///< without a place the address behind the call that started it, else NULL
  unsigned worker; ///< 1 and up; 0: a thread that is no worker, or a loop of its own
  int status;      ///< of COMPLETE
};

/// Receives events. Caller-owned; has to live until another one was set and the runtime stopped.
struct task_tracer {
  /// Called on the thread where it happens, also within calls of taskrt: it must not call taskrt,
  /// nor block; it may be called by several threads at once. Has 4 KiB of stack at least.
  void (*event)(const struct task_trace_event *event, void *user);
  void *user;
};

/// Sets who receives events; NULL: nobody, which costs a load and a branch at each. Callable from
/// any thread at any time; events under way may still reach the one before.
void task_set_tracer(const struct task_tracer *tracer) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
