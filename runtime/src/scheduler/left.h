// SPDX-License-Identifier: MIT
// The tasks that are left when the runtime stops.
#ifndef TASKRT_LEFT_H
#define TASKRT_LEFT_H

#include <stdbool.h>

enum left {
  LEFT_GOES_ON, ///< something can still happen: the world outside may end a wait
  LEFT_GAVE_UP, ///< waits were given up: what waited goes on, with TASK_EABANDONED
  LEFT_STUCK    ///< nothing will happen any more
};

/// Looks at the tasks that are not over, while nothing runs and no timer is due: if nothing can end
/// their waits any more, gives them up and reports each. First those for things, then, one at a
/// time, those for other tasks.
enum left left__give_up(void);

/// Writes to stderr which tasks are not over and what they wait for. Returns false, and writes
/// nothing, while a task runs.
bool left__name_all(void);

#endif
