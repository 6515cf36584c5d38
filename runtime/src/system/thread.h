// SPDX-License-Identifier: MIT
// Threads of the runtime.
#ifndef TASKRT_THREAD_H
#define TASKRT_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/// Starts a thread that leaves the program's signals to the program's own threads: all but those a
/// fault raises are blocked. Returns 0, or TASK_ENOMEM when the system has no thread left.
int thread__start(pthread_t *thread, void *(*run)(void *), void *argument);

/// True when all other threads of the process sleep: none runs, or waits for a processor. Reads
/// /proc, and returns true where that cannot be read.
bool thread__others_sleep(void);

#endif
