// SPDX-License-Identifier: MIT
// The making and the travelling of task_error. Each task has a slot for the error it saw last; a
// thread that runs no task has one too. When a body ends with the status of the error in its slot,
// that error goes along.
#ifndef TASKRT_ERROR_OBJECT_H
#define TASKRT_ERROR_OBJECT_H

#include <stddef.h>
#include <taskrt/error.h>

/// Makes an error with one reference and a copy of `message`. Takes references to `cause` and to
/// the elements of `parts` (NULL ones are left out). Returns NULL when out of memory.
const task_error *error__create(int status, const char *message, const char *place,
                                const task_error *cause, const task_error *const *parts,
                                size_t part_count);

/// Puts `error` (which may be NULL) into the slot of the running task or thread; takes a reference.
void error__note(const task_error *error);

/// Empties the slot of this thread (not of a task).
void error__clear_thread(void);

#endif
