// SPDX-License-Identifier: MIT
// Finding the classic deadlock. Whatever is queued on a blocked thread cannot run, so neither can
// what awaits it, and so on upward: if that leads to the wait itself, it will never end. What is
// not queued yet is looked at again a little later.
#include "contexts/deadlock.h"

#include <taskrt/error.h>

#include "check/check.h"
#include "scheduler.h"

enum { MILLISECONDS_BETWEEN_LOOKS = 10 };

bool deadlock__is_possible(void) {
  return check__on() && scheduler__on_worker();
}

int deadlock__wait(task *t, struct waiter *waiter, struct parker *parker, const void *place) {
  do {
    if (scheduler__holds_up(waiter) && task__unattach(t, waiter)) {
      check__deadlock(t, place);
      task__detach(t, NULL, NULL, place);
      return TASK_EDEADLK;
    }
  } while (!parker__park(parker, clock__after(MILLISECONDS_BETWEEN_LOOKS)));
  return 0;
}
