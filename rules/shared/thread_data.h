// SPDX-License-Identifier: MIT
// Data of threads that a function has its eye on while its task is suspended: errno, thread-local
// variables, and pointers to memory that belongs to whoever asked last.
#ifndef ASYNC_LINT_RULES_SHARED_THREAD_DATA_H
#define ASYNC_LINT_RULES_SHARED_THREAD_DATA_H

#include "analyzer/rule.h"

enum thread_data_kind {
  DATA_ERRNO,   // errno is read, and nothing was called since the task was suspended
  DATA_VALUE,   // a thread-local variable is read that was given its value before
  DATA_ADDRESS, // a pointer to data of a thread is used on another thread
  DATA_REUSED,  // a pointer to memory that a function writes again is used
};

/// One use of what was there before the task was suspended.
struct thread_data_use {
  enum thread_data_kind kind;
  uint32_t place;                // the variable read, or the pointer; DATA_ERRNO: IR_NONE
  uint32_t loc;                  // of the use
  uint32_t set_loc;              // where it was set; DATA_ERRNO: IR_NONE
  const struct function *giver;  // what gave the pointer, or NULL
  uint32_t pause_loc;            // the call that suspends
  const struct function *pauser; // ... and what it calls
};

enum { THREAD_DATA_MAX_USES = 16 };

/// All such uses in `function`, one a variable; returns how many.
uint32_t thread_data_uses(struct pass *pass, struct function *function,
                          struct thread_data_use uses[THREAD_DATA_MAX_USES]);

#endif
