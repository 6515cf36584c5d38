// SPDX-License-Identifier: MIT
// The classic deadlock: a thread that runs tasks blocks in a wait for work that has to run on it.
#ifndef TASKRT_DEADLOCK_H
#define TASKRT_DEADLOCK_H

#include <stdbool.h>

#include "system/park.h"
#include "task_object.h"

/// True when a blocking wait on this thread is to be watched: in checked mode, on a thread that
/// runs tasks.
bool deadlock__is_possible(void);

/// Blocks in `parker`, which `waiter` of `t` wakes, until `t` is over. Returns 0; or TASK_EDEADLK
/// when that would be never, and then it has said so with the call behind `place`, and `t` is
/// detached.
int deadlock__wait(task *t, struct waiter *waiter, struct parker *parker, const void *place);

#endif
