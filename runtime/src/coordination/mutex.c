// SPDX-License-Identifier: MIT
// The mutex: handed over to who waits first, never let go in between, so nobody overtakes.
#include <taskrt/mutex.h>

#include <stddef.h>
#include <taskrt/error.h>

#include "check/check.h"
#include "coordination/line.h"
#include "coordination/line_task.h"
#include "coordination/mutex.h"
#include "scheduler.h"
#include "system/report.h"

// Takes it if it is free. The lock is held.
static int take(task_mutex *mutex, const void *who) {
  if (!mutex->owner) {
    mutex->owner = who;
    return 0;
  }
  return mutex->owner == who ? TASK_EDEADLK : TASK_EAGAIN;
}

int task_mutex_lock(task_mutex *mutex, cancel_token token) {
  CHECK_LOOK(task_mutex_lock);
  int status = token__check(token);
  if (status != 0)
    return status;
  switching__spend();
  lock__take(&mutex->lock);
  status = take(mutex, line__who());
  if (status == TASK_EAGAIN) {
    struct task_waiter wait;
    line__prepare(&wait, "a mutex");
    status = line__in(&wait, &mutex->lock, &mutex->waiters, token);
  } else {
    lock__give(&mutex->lock);
  }
  if (status == 0)
    CHECK_SUCCEEDED(task_mutex_lock, CHECK_ARG(mutex));
  return status;
}

task *task_mutex_lock_async(task_mutex *mutex, cancel_token token) {
  struct line_task *t = line_task__create("a mutex", 0, __builtin_return_address(0));
  CHECK_GIVEN(task_mutex_lock_async, NULL, t, CHECK_ARG(mutex));
  if (!t)
    return NULL;
  int status = cancel_check(token);
  lock__take(&mutex->lock);
  if (status == 0)
    status = take(mutex, line__who());
  if (status == TASK_EAGAIN) {
    line_task__enter(t, &mutex->lock, &mutex->waiters, token);
  } else {
    lock__give(&mutex->lock);
    line_task__over(t, status);
  }
  return &t->base;
}

bool mutex__lock_for(task_mutex *mutex, struct task_waiter *wait) {
  const void *who = wait->who;
  lock__take(&mutex->lock);
  bool locked = take(mutex, who) == 0;
  if (locked) {
    lock__give(&mutex->lock);
    return true;
  }
  line__append(wait, &mutex->lock, &mutex->waiters);
  wait->who = who; // not whoever wakes it
  line__unlock(wait);
  return false;
}

int task_mutex_try_lock(task_mutex *mutex) {
  lock__take(&mutex->lock);
  int status = take(mutex, line__who());
  lock__give(&mutex->lock);
  if (status == 0)
    CHECK_SUCCEEDED(task_mutex_try_lock, CHECK_ARG(mutex));
  return status;
}

static void report_stranger(bool locked) {
  struct report report = {0};
  report__text(&report, "taskrt: `task_mutex_unlock` on a mutex that ");
  report__text(&report, locked ? "another task holds" : "is not locked");
  report__text(&report, "\n");
  report__write(&report);
}

void task_mutex_unlock(task_mutex *mutex) {
  CHECK_SUCCEEDED(task_mutex_unlock, CHECK_ARG(mutex));
  lock__take(&mutex->lock);
  const void *owner = mutex->owner;
  struct task_waiter *heir = line__choose(&mutex->waiters);
  mutex->owner = heir ? heir->who : NULL;
  lock__give(&mutex->lock);
  if (owner != line__who())
    report_stranger(owner != NULL);
  if (heir)
    line__wake(heir, 0);
}
