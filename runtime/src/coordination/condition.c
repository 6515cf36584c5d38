// SPDX-License-Identifier: MIT
// The condition variable. Who waits is in the queue before the mutex is unlocked, so that no signal
// given under the mutex is missed.
#include <taskrt/condition.h>

#include "check/check.h"
#include "coordination/line.h"
#include "coordination/line_task.h"
#include "coordination/mutex.h"

int task_condition_wait(task_condition *condition, task_mutex *mutex, cancel_token token) {
  CHECK_LOOK(task_condition_wait);
  int status = token__check(token);
  if (status != 0)
    return status;
  struct task_waiter wait;
  line__prepare(&wait, "a condition");
  lock__take(&condition->lock);
  line__enter(&wait, &condition->lock, &condition->waiters);
  task_mutex_unlock(mutex);
  status = line__finish(&wait, token);
  // Without the token: the mutex is held again in every case.
  int locked = task_mutex_lock(mutex, CANCEL_NONE);
  return status != 0 ? status : locked;
}

// As a task: the mutex was handed over, or the wait for it given up. What ended the wait for the
// condition is kept in the task's status meanwhile.
static void relocked(struct task_waiter *wait) {
  struct line_task *t = line_task__of(wait);
  task__complete(&t->base, t->base.status != 0 ? t->base.status : wait->status);
}

// The wait for the condition is over: the mutex comes next, without the token.
static bool relock(struct line_task *t) {
  t->base.status = t->wait.status;
  t->wait.woken = relocked;
  t->wait.wait.what = "a mutex";
  return mutex__lock_for(t->context, &t->wait);
}

task *task_condition_wait_async(task_condition *condition, task_mutex *mutex, cancel_token token) {
  struct line_task *t = line_task__create("a condition", 0, __builtin_return_address(0));
  CHECK_GIVEN(task_condition_wait_async, NULL, t, CHECK_ARG(condition), CHECK_ARG(mutex));
  if (!t)
    return NULL;
  int status = cancel_check(token);
  if (status != 0) {
    line_task__over(t, status);
    return &t->base;
  }
  t->ending = relock;
  t->context = mutex;
  lock__take(&condition->lock);
  line_task__append(t, &condition->lock, &condition->waiters);
  lock__give(&condition->lock);
  task_mutex_unlock(mutex);
  line_task__arm(t, token);
  return &t->base;
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
