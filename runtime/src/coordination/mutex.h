// SPDX-License-Identifier: MIT
// The mutex, as the condition uses it.
#ifndef TASKRT_SRC_MUTEX_H
#define TASKRT_SRC_MUTEX_H

#include <taskrt/mutex.h>

#include "coordination/line.h"

/// Locks `mutex` for `wait->who`. Returns false when another one has it: then `wait` is in line,
/// and is woken when it is handed over.
bool mutex__lock_for(task_mutex *mutex, struct task_waiter *wait);

#endif
