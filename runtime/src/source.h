// SPDX-License-Identifier: MIT
// Completion sources, as the register of tasks sees them.
#ifndef TASKRT_SRC_SOURCE_H
#define TASKRT_SRC_SOURCE_H

#include <stdbool.h>
#include <taskrt/task.h>

/// Claims the right to complete the source whose task is `t`. True for the first caller alone.
bool source__claim(task *t);

/// As task_completed() and task_failed(), for the runtime's own use.
task *source__completed(const void *result, size_t result_size, const void *started_at);
task *source__failed(int status, const void *started_at);

#endif
