// SPDX-License-Identifier: MIT
// The semaphore: a permit given back goes to who waits first.
#include <taskrt/semaphore.h>

#include <taskrt/error.h>

#include "check/check.h"
#include "coordination/line.h"
#include "coordination/line_task.h"
#include "scheduler.h"

int task_semaphore_acquire(task_semaphore *semaphore, cancel_token token) {
  CHECK_LOOK(task_semaphore_acquire);
  int status = token__check(token);
  if (status != 0)
    return status;
  scheduler__spend();
  lock__take(&semaphore->lock);
  if (semaphore->permits == 0) {
    struct task_waiter wait;
    line__prepare(&wait, "a semaphore");
    return line__in(&wait, &semaphore->lock, &semaphore->waiters, token);
  }
  semaphore->permits--;
  lock__give(&semaphore->lock);
  return 0;
}

task *task_semaphore_acquire_async(task_semaphore *semaphore, cancel_token token) {
  struct line_task *t = line_task__create("a semaphore", 0, __builtin_return_address(0));
  CHECK_GIVEN(task_semaphore_acquire_async, NULL, t, CHECK_ARG(semaphore));
  if (!t)
    return NULL;
  int status = cancel_check(token);
  lock__take(&semaphore->lock);
  if (status == 0 && semaphore->permits == 0) {
    line_task__enter(t, &semaphore->lock, &semaphore->waiters, token);
  } else {
    semaphore->permits -= status == 0;
    lock__give(&semaphore->lock);
    line_task__over(t, status);
  }
  return &t->base;
}

int task_semaphore_try_acquire(task_semaphore *semaphore) {
  lock__take(&semaphore->lock);
  bool free = semaphore->permits > 0;
  semaphore->permits -= free;
  lock__give(&semaphore->lock);
  return free ? 0 : TASK_EAGAIN;
}

void task_semaphore_release(task_semaphore *semaphore) {
  lock__take(&semaphore->lock);
  struct task_waiter *wait = line__choose(&semaphore->waiters);
  semaphore->permits += !wait;
  lock__give(&semaphore->lock);
  if (wait)
    line__wake(wait, 0);
}
