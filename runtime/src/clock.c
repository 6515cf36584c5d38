// SPDX-License-Identifier: MIT
// The clock that programs see, and virtual time: while it is frozen it moves only by
// task_clock_advance(), from one timer to the next, and each time everything runs to rest.
#include <taskrt/clock.h>

#include <pthread.h>

#include "check/check.h"
#include "offload.h"
#include "runtime.h"
#include "scheduler.h"
#include "system/park.h"

uint64_t task_clock_now(void) {
  return clock__now() / CLOCK_NANOSECONDS_PER_MILLISECOND;
}

int task_clock_freeze(void) {
  CHECK_LOOK(task_clock_freeze);
  if (runtime__runs())
    return TASK_EALREADY;
  uint64_t now = clock__now();
  clock__pretend(now - now % CLOCK_NANOSECONDS_PER_MILLISECOND);
  return 0;
}

int task_clock_thaw(void) {
  CHECK_LOOK(task_clock_thaw);
  if (runtime__runs())
    return TASK_EALREADY;
  clock__pretend(0);
  return 0;
}

int task_clock_advance(uint64_t milliseconds) {
  CHECK_LOOK(task_clock_advance);
  if (scheduler__on_worker() || offload__on_thread())
    return TASK_ECONTEXT;
  if (!clock__pretended())
    return TASK_EINVAL;
  uint64_t target = clock__after(milliseconds);
  if (!runtime__runs()) {
    clock__pretend(target);
    return 0;
  }
  runtime__wait_until_quiet();
  for (uint64_t next; (next = scheduler__next_timer()) <= target && next != CLOCK_NEVER;) {
    if (next > clock__now())
      clock__pretend(next);
    scheduler__wake_all();
    runtime__wait_until_quiet();
  }
  clock__pretend(target);
  return 0;
}
