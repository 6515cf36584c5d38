// SPDX-License-Identifier: MIT
// Delays as objects, as others see them.
#ifndef TASKRT_DELAY_H
#define TASKRT_DELAY_H

#include "task_object.h"

/// Ends the delay `t`, of TASK_KIND_DELAY, with TASK_EABANDONED unless it ends at this moment.
void delay__give_up(task *t);

#endif
