// SPDX-License-Identifier: MIT
// Where the caller's frame begins. Stacks grow downward, so what lies below it belonged to calls
// that have returned.
#include "check/frames.h"

#include <pthread.h>

#include "check/records.h"
#include "scheduler.h"
#include "stack/stack.h"

enum { MOST_BELOW = 1 << 20 };

// Of this thread. A coroutine's stack is asked for each time.
static _Thread_local uintptr_t thread_low, thread_high;

// Never inlined: a compiler may keep the address of a thread-local across a switch.
__attribute__((noinline)) static bool thread_bounds(uintptr_t *low, uintptr_t *high) {
  __asm__ volatile("");
  if (!thread_high) {
    pthread_attr_t attributes;
    void *bottom;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
      return false;
    if (pthread_attr_getstack(&attributes, &bottom, &size) == 0) {
      thread_low = (uintptr_t)bottom;
      thread_high = (uintptr_t)bottom + size;
    }
    pthread_attr_destroy(&attributes);
  }
  *low = thread_low;
  *high = thread_high;
  return thread_high != 0;
}

static bool bounds(uintptr_t *low, uintptr_t *high) {
  const struct coroutine *running = scheduler__current();
  if (!running)
    return thread_bounds(low, high);
  if (!running->stack)
    return false;
  *low = (uintptr_t)stack__bottom(running->stack);
  *high = *low + stack__size(running->stack);
  return true;
}

bool frames__gone(uintptr_t frame, uintptr_t *low) {
  uintptr_t high;
  if (!bounds(low, &high) || frame < *low || frame > high)
    return false; // on another stack, such as that of a signal handler
  if (*low < frame - MOST_BELOW && frame > MOST_BELOW)
    *low = frame - MOST_BELOW; // a thread's stack is large, and seldom used deeply
  return true;
}
