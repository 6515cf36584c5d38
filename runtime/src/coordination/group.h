// SPDX-License-Identifier: MIT
// What the end of the runtime does with groups.
#ifndef TASKRT_SRC_GROUP_H
#define TASKRT_SRC_GROUP_H

/// Reports and frees the groups that nobody joined. No task is under way.
void group__free_unjoined(void);

#endif
