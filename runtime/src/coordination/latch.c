// SPDX-License-Identifier: MIT
// The latch. Its last count down is done with it before anybody is woken, so who waits may free it.
#include <taskrt/latch.h>

#include <stddef.h>

#include "check/check.h"
#include "coordination/line.h"
#include "coordination/line_task.h"

int task_latch_wait(task_latch *latch, cancel_token token) {
  CHECK_LOOK(task_latch_wait);
  int status = token__check(token);
  if (status != 0)
    return status;
  lock__take(&latch->lock);
  if (latch->count > 0) {
    struct task_waiter wait;
    line__prepare(&wait, "a latch");
    return line__in(&wait, &latch->lock, &latch->waiters, token);
  }
  lock__give(&latch->lock);
  return 0;
}

task *task_latch_wait_async(task_latch *latch, cancel_token token) {
  struct line_task *t = line_task__create("a latch", 0, __builtin_return_address(0));
  CHECK_GIVEN(task_latch_wait_async, NULL, t, CHECK_ARG(latch));
  if (!t)
    return NULL;
  int status = cancel_check(token);
  lock__take(&latch->lock);
  if (status == 0 && latch->count > 0) {
    line_task__enter(t, &latch->lock, &latch->waiters, token);
  } else {
    lock__give(&latch->lock);
    line_task__over(t, status);
  }
  return &t->base;
}

void task_latch_count_down(task_latch *latch) {
  struct task_waiter *waits = NULL;
  lock__take(&latch->lock);
  if (latch->count > 0 && --latch->count == 0)
    waits = line__choose_all(&latch->waiters);
  lock__give(&latch->lock);
  line__wake_all(waits, 0);
}
