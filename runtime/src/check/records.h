// SPDX-License-Identifier: MIT
// What checked mode remembers: handles, the memory that operations in flight use, locks that are
// held.
#ifndef TASKRT_CHECK_RECORDS_H
#define TASKRT_CHECK_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "check/check.h"
#include "check/finding.h"

enum { MOST_KEPT = 2 };

/// One more handle `handle` exists, made at `place`; while the operation is not over it uses the
/// memory at each of `kept` (0: none).
void records__give(uintptr_t handle, enum check_kind kind, struct place place,
                   const uintptr_t kept[MOST_KEPT]);

/// `call` consumes or looks at a handle. Returns false, and tells, when it has been consumed.
bool records__take(uintptr_t handle, enum check_kind kind, const char *call, struct place place);
bool records__borrow(uintptr_t handle, enum check_kind kind, const char *call, struct place place);

/// Tells of operations in flight that use memory of frames of this stack which are gone. `caller`
/// is the return address of the public function, `frame` where the frame of its caller begins.
void records__look_at_frames(uintptr_t frame, const void *caller);

/// Tells of operations in flight that use memory between `low` and `high`, which ends.
void records__memory_ends(uintptr_t low, uintptr_t high, struct place place, enum check_rule rule);

/// This task (thread) holds `lock` from now on, one of tasks or of threads; or no longer does.
void records__acquire(uintptr_t lock, const char *call, struct place place, bool of_tasks);
void records__release(uintptr_t lock);

/// The running task is about to suspend in `call`: tells of locks of threads that it holds.
void records__suspends(const char *call, const void *place);

/// Calls `look` with each task that lives, and where it was started as far as its handle is known.
/// No task goes away meanwhile; `look` makes and consumes none.
void records__each_task(void (*look)(struct task *t, struct place started, void *arg), void *arg);

/// At exit: tells of handles that were never consumed, and finishes.
void records__report_leaks(void);

#endif
