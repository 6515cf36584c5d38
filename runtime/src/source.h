// SPDX-License-Identifier: MIT
// Completion sources, as the register of tasks sees them.
#ifndef TASKRT_SRC_SOURCE_H
#define TASKRT_SRC_SOURCE_H

#include <stdbool.h>
#include <taskrt/task.h>

/// Claims the right to complete the source whose task is `t`. True for the first caller alone.
bool source__claim(task *t);

#endif
