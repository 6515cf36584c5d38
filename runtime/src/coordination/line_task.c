// SPDX-License-Identifier: MIT
// Waits in line as tasks. Who wakes one and who sets it up meet in `state`: the task ends when it
// is woken and set up, by whichever of the two comes second, for until then the registration with
// the token may be in the making.
#include "coordination/line_task.h"

#include <stddef.h>
#include <taskrt/error.h>

#include "scheduler/seeded.h"

enum { SETTING_UP, ARMED, WOKEN };

static void end(struct line_task *t) {
  registration__remove(&t->wait.registration);
  if (!t->ending || t->ending(t))
    task__complete(&t->base, t->wait.status);
}

struct line_task *line_task__of(struct task_waiter *wait) {
  return (struct line_task *)(void *)((char *)wait - offsetof(struct line_task, wait));
}

static void woken(struct task_waiter *wait) {
  struct line_task *t = line_task__of(wait);
  if (atomic_exchange(&t->state, WOKEN) == ARMED)
    end(t);
}

struct line_task *line_task__create(const char *what, size_t item_size, const void *started_at) {
  struct line_task *t = task__create(sizeof *t, item_size, NULL, started_at);
  if (!t)
    return NULL;
  t->base.kind = TASK_KIND_LINE;
  t->wait.wait.what = what;
  t->wait.item = task__result(&t->base);
  t->wait.woken = woken;
  return t;
}

void line_task__over(struct line_task *t, int status) {
  t->wait.status = status;
  if (!t->ending || t->ending(t))
    task__complete(&t->base, status);
}

void line_task__append(struct line_task *t, unsigned *lock, struct task_waiters *queue) {
  line__append(&t->wait, lock, queue);
}

void line_task__arm(struct line_task *t, cancel_token token) {
  seeded__point();
  int status = line__register(&t->wait, token);
  seeded__point();
  if (status != 0) { // cancelled already, and nobody will wake it
    t->wait.status = status;
    end(t);
  } else if (atomic_exchange(&t->state, ARMED) == WOKEN) {
    end(t);
  }
}

void line_task__enter(struct line_task *t, unsigned *lock, struct task_waiters *queue,
                      cancel_token token) {
  line_task__append(t, lock, queue);
  line__unlock(&t->wait);
  line_task__arm(t, token);
}

void line_task__hide_item(struct line_task *t) {
  t->base.result_size = 0;
}

const struct wait *line_task__wait(const task *t) {
  return &((const struct line_task *)(const void *)t)->wait.wait;
}

void line_task__give_up(struct line_task *t) {
  t->wait.wait.give_up(&t->wait.wait);
}
