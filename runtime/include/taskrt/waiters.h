// SPDX-License-Identifier: MIT
// The line of those who wait for an object, oldest first: a part of mutexes, events and the like,
// which are plain memory of the program. Programs do not use it themselves.
#ifndef TASKRT_WAITERS_H
#define TASKRT_WAITERS_H

#ifdef __cplusplus
extern "C" {
#endif

/// One who waits; lies on its stack.
struct task_waiter;

/// A line. Zeroed: nobody waits.
struct task_waiters {
  struct task_waiter *first, *last;
};

#ifdef __cplusplus
}
#endif

#endif
