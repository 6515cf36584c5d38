// SPDX-License-Identifier: MIT
// The latch. Its last count down is done with it before anybody is woken, so who waits may free it.
#include <taskrt/latch.h>

#include <stddef.h>

#include "check/check.h"
#include "coordination/line.h"

int task_latch_wait(task_latch *latch, cancel_token token) {
  CHECK_LOOK(task_latch_wait);
  int status = token__check(token);
  if (status != 0)
    return status;
  lock__take(&latch->lock);
  if (latch->count > 0) {
    struct task_waiter wait = {.wait = {.what = "a latch"}};
    return line__in(&wait, &latch->lock, &latch->waiters, token);
  }
  lock__give(&latch->lock);
  return 0;
}

void task_latch_count_down(task_latch *latch) {
  struct task_waiter *waits = NULL;
  lock__take(&latch->lock);
  if (latch->count > 0 && --latch->count == 0)
    waits = line__choose_all(&latch->waiters);
  lock__give(&latch->lock);
  line__wake_all(waits, 0);
}
