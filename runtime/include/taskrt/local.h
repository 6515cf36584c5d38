// SPDX-License-Identifier: MIT
// Task-local values: what a task and all tasks it starts can look up without being handed it, such
// as the number of a request for the log.
#ifndef TASKRT_LOCAL_H
#define TASKRT_LOCAL_H

#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A name for a value of each task. A static object of the program, not changed after its first
/// use: `static task_local request = TASK_LOCAL_INIT(free);`
typedef struct task_local {
  /// Called with a value when no task can see it any more, on the thread where that happens; may be
  /// NULL. Must not block or suspend.
  void (*destroy)(void *value);
} task_local;

#define TASK_LOCAL_INIT(destroy) {destroy}

/// Makes `value` what `local` stands for, from here on in the running task (or the offloaded body
/// or, outside of both, the thread) and in the tasks that it starts from now on; NULL takes it
/// back. A started task sees what its starter saw at that moment; what either sets later does not
/// reach the other. Returns 0, then the runtime has `value` and destroys it once; or TASK_ENOMEM,
/// then the caller keeps it and nothing has changed. Never suspends.
int task_local_set(task_local *local, void *value) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("status; check result");

/// Returns what `local` stands for here, NULL if nothing was set. Valid until the caller sets it
/// anew or ends. Never suspends.
void *task_local_get(task_local *local) TASK_CHECK_RESULT TASK_NONNULL(1) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
