// SPDX-License-Identifier: MIT
// Operations as tasks: what they need is copied into the room for their result, so that it lives as
// long as they do and needs no memory of its own.
#ifndef TASKRT_OPERATION_H
#define TASKRT_OPERATION_H

#include <taskrt/task.h>

/// Starts `body` as a task that finds a copy of `size` bytes at `data` where its result goes; the
/// first `result_size` of them are its result. Returns NULL when out of memory.
task *operation__start(task_fn body, const void *data, size_t size, size_t result_size,
                       cancel_token token, const void *started_at);

/// The two halves of operation__start(): a task that does not run yet, or NULL; and its start.
struct coroutine;
struct coroutine *operation__create(task_fn body, const void *data, size_t size, size_t result_size,
                                    cancel_token token, const void *started_at);
task *operation__go(struct coroutine *coroutine);

#endif
