// SPDX-License-Identifier: MIT
// The life of the runtime, as its own parts see it.
#ifndef TASKRT_SRC_RUNTIME_H
#define TASKRT_SRC_RUNTIME_H

#include <stdatomic.h>
#include <stdbool.h>

/// What runtime__runs() tells.
extern atomic_bool runtime__running;

/// True from a successful start to the end of all tasks in task_runtime_stop().
static inline bool runtime__runs(void) {
  return atomic_load_explicit(&runtime__running, memory_order_acquire);
}

/// Starts the runtime with defaults. Returns 0, also when it runs by now, or TASK_ENOMEM.
int runtime__start(void);

/// As runtime__start(), if it does not run.
static inline int runtime__ensure(void) {
  return runtime__runs() ? 0 : runtime__start();
}

/// Waits until all tasks are over or wait, no offloaded body runs and no timer is due.
void runtime__wait_until_quiet(void);

#endif
