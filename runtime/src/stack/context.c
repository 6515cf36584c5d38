// SPDX-License-Identifier: MIT
// Contexts: the call on a new stack and the switch, with what the sanitizers have to be told around
// them.
#include "stack/context.h"

#include <stdint.h>
#include <string.h>

#if defined(TASK__ASAN)
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(TASK__TSAN)
#include <sanitizer/tsan_interface.h>
#endif

void context__of_thread(struct context *context) {
  memset(context, 0, sizeof *context);
#if defined(TASK__ASAN)
  // context__entered() tells it only to who is left for a new stack.
  pthread_attr_t attributes;
  void *bottom;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    if (pthread_attr_getstack(&attributes, &bottom, &context->size) == 0)
      context->bottom = bottom;
    pthread_attr_destroy(&attributes);
  }
#endif
#if defined(TASK__TSAN)
  context->fiber = __tsan_get_current_fiber();
#endif
}

#if defined(TASK__ASAN) || defined(TASK__TSAN)

void task__switch(void **save, void *to);
void task__call(void **save, void *top, void *(*function)(void *), void *argument);

TASK__UNINSTRUMENTED void context__call(struct context *from, struct context *to, void *bottom,
                                        size_t size, void *fiber, void *(*entry)(void *argument),
                                        void *argument) {
#if defined(TASK__ASAN)
  to->fake_stack = NULL;
  to->bottom = bottom;
  to->size = size;
  __sanitizer_start_switch_fiber(&from->fake_stack, bottom, size);
#endif
#if defined(TASK__TSAN)
  to->fiber = fiber;
  __tsan_switch_to_fiber(fiber, 0);
#endif
  (void)fiber;
  task__call(&from->sp, (char *)bottom + size, entry, argument);
#if defined(TASK__ASAN)
  __sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
#endif
}

TASK__UNINSTRUMENTED void *context__leave(struct context *to) {
#if defined(TASK__ASAN)
  __sanitizer_start_switch_fiber(NULL, to->bottom, to->size);
#endif
#if defined(TASK__TSAN)
  __tsan_switch_to_fiber(to->fiber, 0);
#endif
  return to->sp;
}

TASK__UNINSTRUMENTED void context__switch(struct context *from, struct context *to) {
#if defined(TASK__ASAN)
  __sanitizer_start_switch_fiber(&from->fake_stack, to->bottom, to->size);
#endif
#if defined(TASK__TSAN)
  __tsan_switch_to_fiber(to->fiber, 0);
#endif
  task__switch(&from->sp, to->sp);
#if defined(TASK__ASAN)
  __sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
#endif
}

TASK__UNINSTRUMENTED void context__entered(struct context *from) {
#if defined(TASK__ASAN)
  __sanitizer_finish_switch_fiber(NULL, &from->bottom, &from->size);
#endif
  (void)from;
}

#endif

void *context__fiber_create(void) {
#if defined(TASK__TSAN)
  return __tsan_create_fiber(0);
#else
  return NULL;
#endif
}

void context__fiber_destroy(void *fiber) {
#if defined(TASK__TSAN)
  __tsan_destroy_fiber(fiber);
#endif
  (void)fiber;
}
