// SPDX-License-Identifier: MIT
// Telling which task overflowed its stack: a SIGSEGV handler on a stack of its own.
#ifndef TASKRT_OVERFLOW_H
#define TASKRT_OVERFLOW_H

#include <signal.h>

struct stack;

/// The signal stack of one worker. Starts zeroed.
struct overflow_guard {
  void *memory;
  stack_t old;
};

/// Installs and removes the handler for the process.
void overflow__install(void);
void overflow__remove(void);

/// Tells that the owner of `stack` overflowed it, and aborts.
_Noreturn void overflow__die(const struct stack *stack);

/// Gives `guard` its memory. Returns 0 or TASK_ENOMEM.
int overflow__allocate(struct overflow_guard *guard);
void overflow__free(struct overflow_guard *guard);

/// Puts the calling thread's signal handlers on the stack of `guard`, and back.
void overflow__enter_thread(struct overflow_guard *guard);
void overflow__leave_thread(struct overflow_guard *guard);

#endif
