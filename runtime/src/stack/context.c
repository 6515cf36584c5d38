// SPDX-License-Identifier: MIT
// Contexts: the first frame of a new stack, and the switch with what the sanitizers have to be told
// around it.
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

void task__switch(void **save, void *to);
void task__entry(void);

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

// Writes the registers that the first switch loads, as switch.S stores them.
static void *first_frame(char *top, void (*entry)(void *), void *argument) {
  uintptr_t begin = (uintptr_t)&task__entry;
  uintptr_t function = (uintptr_t)entry;
#if defined(__x86_64__)
  enum { WORDS = 7, ARGUMENT = 3, FUNCTION = 2, BEGIN = 6 }; // r15 r14 r13 r12 rbx rbp, address
#else
  enum { WORDS = 20, ARGUMENT = 0, FUNCTION = 1, BEGIN = 11 }; // x19 x20 ... x29 x30, d8 ... d15
#endif
  uintptr_t words[WORDS] = {0};
  words[ARGUMENT] = (uintptr_t)argument;
  words[FUNCTION] = function;
  words[BEGIN] = begin;
  char *sp = top - sizeof words;
  memcpy(sp, words, sizeof words);
  return sp;
}

void context__make(struct context *context, void *bottom, size_t size, void *fiber,
                   void (*entry)(void *argument), void *argument) {
  memset(context, 0, sizeof *context);
  context->sp = first_frame((char *)bottom + size, entry, argument);
#if defined(TASK__ASAN)
  context->bottom = bottom;
  context->size = size;
#endif
#if defined(TASK__TSAN)
  context->fiber = fiber;
#endif
  (void)fiber;
}

TASK__UNINSTRUMENTED void context__switch(struct context *from, struct context *to, bool last) {
#if defined(TASK__ASAN)
  __sanitizer_start_switch_fiber(last ? NULL : &from->fake_stack, to->bottom, to->size);
#endif
#if defined(TASK__TSAN)
  __tsan_switch_to_fiber(to->fiber, 0);
#endif
  (void)last;
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
