// SPDX-License-Identifier: MIT
// Which part of the running stack held frames that are gone; and locks, which end with their task.
#ifndef TASKRT_CHECK_FRAMES_H
#define TASKRT_CHECK_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

struct task;

/// Finds from where on up to `frame` there are addresses of this stack. Returns false if `frame` is
/// none of them.
bool frames__gone(uintptr_t frame, uintptr_t *low);

/// `t` ends: tells of locks that it still holds.
void locks__task_ends(const struct task *t);

#endif
