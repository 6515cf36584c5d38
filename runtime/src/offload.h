// SPDX-License-Identifier: MIT
// The bounded pool of threads for blocking work.
#ifndef TASKRT_OFFLOAD_H
#define TASKRT_OFFLOAD_H

#include <stdbool.h>
#include <stddef.h>

struct task;

/// Allows up to `limit` threads; they are made on demand. Returns 0 or TASK_ENOMEM.
int offload__start(unsigned limit);

/// Joins the threads. No task is under way.
void offload__stop(void);

/// How many bodies have been queued so far, if none is queued or runs now; else SIZE_MAX.
size_t offload__rest(void);

/// True on a thread of this pool.
bool offload__on_thread(void);

/// The task whose body runs on this thread, NULL if none.
struct task *offload__current(void);

#endif
