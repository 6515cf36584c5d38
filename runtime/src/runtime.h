// SPDX-License-Identifier: MIT
// The life of the runtime, as its own parts see it.
#ifndef TASKRT_SRC_RUNTIME_H
#define TASKRT_SRC_RUNTIME_H

#include <stdbool.h>

/// Starts the runtime with defaults if it does not run. Returns 0 or TASK_ENOMEM.
int runtime__ensure(void);

/// True from a successful start to the end of all tasks in task_runtime_stop().
bool runtime__runs(void);

/// Waits until all tasks are over or wait, no offloaded body runs and no timer is due.
void runtime__wait_until_quiet(void);

#endif
