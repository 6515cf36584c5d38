// SPDX-License-Identifier: MIT
// How task-local values get from a task to those it starts.
#ifndef TASKRT_SRC_LOCAL_H
#define TASKRT_SRC_LOCAL_H

/// The values a task sees: never changed, shared by tasks that see the same.
struct locals;

/// What is visible here and now, for a new task. NULL when nothing is. Given back with
/// local__release().
struct locals *local__capture(void);

/// Gives `locals` up; NULL is ignored. May call destructors of the program.
void local__release(struct locals *locals);

#endif
