// SPDX-License-Identifier: MIT
// Finding the classic deadlock. Whatever is queued on a blocked thread cannot run, so neither can
// what awaits it, and so on upward: if that leads to the wait itself, it will never end. What is
// not queued yet is looked at again a little later.
#include "contexts/deadlock.h"

#include <taskrt/error.h>

#include "check.h"
#include "scheduler.h"
#include "system/report.h"

enum { MILLISECONDS_BETWEEN_LOOKS = 10 };

bool deadlock__is_possible(void) {
  return check__on() && scheduler__on_worker();
}

static void report(const task *t) {
  struct report line = {0};
  report__text(&line, "taskrt: [blocking-wait] a task blocks its thread until another is over that "
                      "needs this thread, started at ");
  report__code(&line, (uintptr_t)t->started_at);
  report__text(&line, "; await it, or it would wait for ever\n");
  report__write(&line);
}

int deadlock__wait(task *t, struct waiter *waiter, struct parker *parker) {
  do {
    if (scheduler__holds_up(waiter) && task__unattach(t, waiter)) {
      report(t);
      task_detach(t, NULL, NULL);
      return TASK_EDEADLK;
    }
  } while (!parker__park(parker, clock__after(MILLISECONDS_BETWEEN_LOOKS)));
  return 0;
}
