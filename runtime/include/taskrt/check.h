// SPDX-License-Identifier: MIT
// Checked mode, as a program sees it: what the runtime has found while it ran. The environment
// variable TASKRT_CHECK turns it on; runtime/docs/checking.md says what it looks at.
#ifndef TASKRT_PUBLIC_CHECK_H
#define TASKRT_PUBLIC_CHECK_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A remark to a finding, at a place of its own.
struct task_finding_note {
  const char *place; ///< as of a finding
  const char *message;
};

/// A mistake that was made. Everything in it is valid during the call that hands it over.
struct task_finding {
  const char *rule;    ///< its name, as async-lint has it: "blocking-wait"
  const char *place;   ///< "file.c:12"; "program+0x12ab" where no debug information tells the line
  const char *message; ///< what is wrong, without the place
  const char *task; ///< the name of the task concerned, from task_set_name(); NULL if it has none
  const struct task_finding_note *notes;
  size_t note_count;
};

/// Receives findings instead of stderr, each rule once a place, on the thread where the mistake
/// showed, which may be a worker in the middle of a task or a thread at exit. Must not suspend, and
/// must not use tasks.
typedef void (*task_check_handler)(const struct task_finding *finding, void *user);

/// Sets the handler of findings and what it gets as `user`; NULL brings back the output that
/// TASKRT_CHECK asks for. Callable at any time from any thread; without checked mode it is never
/// called.
void task_set_check_handler(task_check_handler handler, void *user) ASYNC_LINT("plain");

/// Returns how many findings there were so far. Callable from any thread.
unsigned task_check_count(void) ASYNC_LINT("plain");

#ifdef __cplusplus
}
#endif

#endif
