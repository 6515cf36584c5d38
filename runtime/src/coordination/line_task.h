// SPDX-License-Identifier: MIT
// Waiting in line as a task: an object that needs no stack, for stackless tasks and combinations.
#ifndef TASKRT_LINE_TASK_H
#define TASKRT_LINE_TASK_H

#include <stdatomic.h>

#include "coordination/line.h"
#include "task_object.h"

struct line_task {
  struct task base;
  struct task_waiter wait; ///< its `item` is the task's result
  atomic_int state;
  /// Called before the task ends, when that is not NULL; `context` is theirs. Returns false if it
  /// does not end yet, and then sees to it itself.
  bool (*ending)(struct line_task *t);
  void *context;
  struct line_task *next; ///< for left.c
};

/// Creates the task of a wait for `what`, with room for an item of `item_size` bytes, which it
/// holds as its result. Returns NULL when out of memory. To be followed by one of the functions
/// below.
struct line_task *line_task__create(const char *what, size_t item_size, const void *started_at);

/// The task whose wait is `wait`.
struct line_task *line_task__of(struct task_waiter *wait);

/// Ends `t` with `status`: nothing has to be waited for.
void line_task__over(struct line_task *t, int status);

/// Puts `t` at the end of `queue`, whose `lock` is held, and gives the lock up. It ends with what
/// it is woken with, or with the reason of the cancellation of `token`.
void line_task__enter(struct line_task *t, unsigned *lock, struct task_waiters *queue,
                      cancel_token token);

/// The two halves of line_task__enter(): the first with the lock held, the second without.
void line_task__append(struct line_task *t, unsigned *lock, struct task_waiters *queue);
void line_task__arm(struct line_task *t, cancel_token token);

/// What is awaited of it: does not look at the item any more, which was sent and is nobody's.
void line_task__hide_item(struct line_task *t);

/// What `t`, of TASK_KIND_LINE, waits for; and giving it up with TASK_EABANDONED, unless it ends at
/// this moment.
const struct wait *line_task__wait(const task *t);
void line_task__give_up(struct line_task *t);

#endif
