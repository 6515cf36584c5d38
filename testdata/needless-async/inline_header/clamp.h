// Small functions that every file compiles for itself: reported once.
#ifndef CLAMP_H
#define CLAMP_H

#include <taskrt/task.h>

static inline int ASYNC_LINT("async") clamp_bad(int value, int limit) {
  // expect@-1: needless-async "`clamp_bad`"
  return value > limit ? limit : value;
}

static inline int ASYNC_LINT("async") clamp_slowly_ok(int value, int limit) {
  task_yield();
  return value > limit ? limit : value;
}

#endif
