// SPDX-License-Identifier: MIT
// A place of execution on a stack, and going from one to another. Knows the sanitizers' fibers;
// knows nothing of tasks.
#ifndef TASKRT_CONTEXT_H
#define TASKRT_CONTEXT_H

#include <stddef.h>

#include "stack/sanitizer.h"

/// Where execution stopped. Belongs to one thread or one stack.
struct context {
  void *sp;
#if defined(TASK__ASAN)
  void *fake_stack;
  const void *bottom;
  size_t size;
#endif
#if defined(TASK__TSAN)
  void *fiber;
#endif
};

/// Prepares `context` to stand for the calling thread.
void context__of_thread(struct context *context);

#if defined(TASK__ASAN) || defined(TASK__TSAN)

/// Saves the running place in `from` and calls `entry(argument)` on the stack [bottom, bottom +
/// size), whose place `to` will hold; `size` is a multiple of 16. `fiber` is the stack's own handle
/// from context__fiber_create(). `entry` must begin with context__entered() and end by returning
/// what context__leave() gives for where to go on.
void context__call(struct context *from, struct context *to, void *bottom, size_t size, void *fiber,
                   void *(*entry)(void *argument), void *argument);

/// To be called last on a stack that is not needed any more: what `entry` has to return.
void *context__leave(struct context *to);

/// Saves the running place in `from` and goes on at `to`.
void context__switch(struct context *from, struct context *to);

/// Must be the first call on a new stack; `from` is the context that switched to it.
void context__entered(struct context *from);

#else

// As above, with nobody to be told: the switch is all.
void task__switch(void **save, void *to);
void task__call(void **save, void *top, void *(*function)(void *), void *argument);

static inline void context__call(struct context *from, struct context *to, void *bottom,
                                 size_t size, void *fiber, void *(*entry)(void *argument),
                                 void *argument) {
  (void)to;
  (void)fiber;
  task__call(&from->sp, (char *)bottom + size, entry, argument);
}

static inline void *context__leave(struct context *to) {
  return to->sp;
}

static inline void context__switch(struct context *from, struct context *to) {
  task__switch(&from->sp, to->sp);
}

static inline void context__entered(struct context *from) {
  (void)from;
}

#endif

/// Makes and destroys ThreadSanitizer's handle of a stack; NULL and nothing without it.
void *context__fiber_create(void);
void context__fiber_destroy(void *fiber);

#endif
