// SPDX-License-Identifier: MIT
// The condition variable. Who waits is in the queue before the mutex is unlocked, so that no signal
// given under the mutex is missed.
#include <taskrt/condition.h>

#include "check/check.h"
#include "coordination/line.h"

int task_condition_wait(task_condition *condition, task_mutex *mutex, cancel_token token) {
  CHECK_LOOK(task_condition_wait);
  int status = token__check(token);
  if (status != 0)
    return status;
  struct task_waiter wait = {.wait = {.what = "a condition"}};
  lock__take(&condition->lock);
  line__enter(&wait, &condition->lock, &condition->waiters);
  task_mutex_unlock(mutex);
  status = line__finish(&wait, token);
  // Without the token: the mutex is held again in every case.
  int locked = task_mutex_lock(mutex, CANCEL_NONE);
  return status != 0 ? status : locked;
}

void task_condition_signal(task_condition *condition) {
  lock__take(&condition->lock);
  struct task_waiter *wait = line__choose(&condition->waiters);
  lock__give(&condition->lock);
  if (wait)
    line__wake(wait, 0);
}

void task_condition_broadcast(task_condition *condition) {
  lock__take(&condition->lock);
  struct task_waiter *waits = line__choose_all(&condition->waiters);
  lock__give(&condition->lock);
  line__wake_all(waits, 0);
}
