// SPDX-License-Identifier: MIT
// What the ends of tasks and of the runtime do with groups.
#ifndef TASKRT_SRC_GROUP_H
#define TASKRT_SRC_GROUP_H

struct task;
struct task_group;

/// `t`, a child of `group`, is over; takes the group's reference to it.
void group__child_over(struct task_group *group, struct task *t);

/// Reports and frees the groups that nobody joined. No task is under way.
void group__free_unjoined(void);

#endif
