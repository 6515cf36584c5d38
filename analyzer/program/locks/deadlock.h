// SPDX-License-Identifier: MIT
// Waits that cannot end: for work that needs what the waiting thread or task keeps from it.
#ifndef ASYNC_LINT_PROGRAM_DEADLOCK_H
#define ASYNC_LINT_PROGRAM_DEADLOCK_H

#include "analyzer/program/locks/locks.h"

enum deadlock_kind {
  DEADLOCK_LOCK,    // a lock is held that the work takes
  DEADLOCK_CONTEXT, // the thread is that of the context on which the work runs
  DEADLOCK_IDLE,    // nobody else runs the loop on which the work runs
};

/// Why the wait does not end.
struct deadlock {
  enum deadlock_kind kind;
  const struct edge *wait;       // the call that waits
  const struct edge *start;      // the call that starts what is waited for, and its body
  uint32_t lock;                 // DEADLOCK_LOCK: index into function_locks()
  const struct lock_sight *held; // ... what is held at the wait
  const char *context;           // DEADLOCK_CONTEXT: its name, as of edge_context()
  uint32_t loop;                 // DEADLOCK_IDLE: the variable that holds it
};

/// Whether the call at (block, event) of `function` waits for a task or a thread that cannot end
/// before the wait does.
bool deadlock_at(struct program *program, struct function *function, uint32_t block, uint32_t event,
                 struct deadlock *deadlock);

#endif
