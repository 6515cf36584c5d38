// SPDX-License-Identifier: MIT
// The manual-reset event.
#include <taskrt/event.h>

#include "check/check.h"
#include "coordination/line.h"
#include "coordination/line_task.h"

int task_event_wait(task_event *event, cancel_token token) {
  CHECK_LOOK(task_event_wait);
  int status = token__check(token);
  if (status != 0)
    return status;
  lock__take(&event->lock);
  if (!event->set) {
    struct task_waiter wait;
    line__prepare(&wait, "an event");
    return line__in(&wait, &event->lock, &event->waiters, token);
  }
  lock__give(&event->lock);
  return 0;
}

task *task_event_wait_async(task_event *event, cancel_token token) {
  struct line_task *t = line_task__create("an event", 0, __builtin_return_address(0));
  CHECK_GIVEN(task_event_wait_async, NULL, t, CHECK_ARG(event));
  if (!t)
    return NULL;
  int status = cancel_check(token);
  lock__take(&event->lock);
  if (status == 0 && !event->set) {
    line_task__enter(t, &event->lock, &event->waiters, token);
  } else {
    lock__give(&event->lock);
    line_task__over(t, status);
  }
  return &t->base;
}

void task_event_set(task_event *event) {
  lock__take(&event->lock);
  event->set = true;
  struct task_waiter *waits = line__choose_all(&event->waiters);
  lock__give(&event->lock);
  line__wake_all(waits, 0);
}

void task_event_reset(task_event *event) {
  lock__take(&event->lock);
  event->set = false;
  lock__give(&event->lock);
}

bool task_event_is_set(task_event *event) {
  lock__take(&event->lock);
  bool set = event->set;
  lock__give(&event->lock);
  return set;
}
