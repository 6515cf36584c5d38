// SPDX-License-Identifier: MIT
// Starting, awaiting, waiting for and detaching tasks.
#include <taskrt/task.h>

#include <stddef.h>

#include "scheduler.h"
#include "system/park.h"
#include "task_object.h"

task *task_run(task_fn body, void *arg, size_t result_size, cancel_token token) {
  struct coroutine *coroutine =
      coroutine__create(body, arg, result_size, token, __builtin_return_address(0));
  if (!coroutine)
    return NULL;
  scheduler__submit(coroutine);
  return &coroutine->base;
}

task *task_start(task_fn body, void *arg, size_t result_size, cancel_token token) {
  struct coroutine *coroutine =
      coroutine__create(body, arg, result_size, token, __builtin_return_address(0));
  if (!coroutine)
    return NULL;
  if (scheduler__current())
    scheduler__start_now(coroutine);
  else
    scheduler__submit(coroutine);
  return &coroutine->base;
}

// A coroutine suspended in task_await().
struct awaiter {
  struct waiter waiter;
  struct coroutine *self;
};

static void resume_awaiter(struct waiter *waiter, task *t) {
  (void)t;
  scheduler__resume(((struct awaiter *)(void *)waiter)->self);
}

int task_await(task *t, void *result) {
  if (!t)
    return TASK_ENOMEM;
  struct coroutine *self = scheduler__current();
  if (!self)
    return task_result(t, result);
  struct awaiter awaiter = {.waiter = {resume_awaiter}, .self = self};
  if (task__attach(t, &awaiter.waiter))
    scheduler__suspend();
  return task__consume(t, result);
}

// A thread blocked in task_wait().
struct blocked {
  struct waiter waiter;
  struct parker parker;
};

static void wake_blocked(struct waiter *waiter, task *t) {
  (void)t;
  parker__wake(&((struct blocked *)(void *)waiter)->parker);
}

int task_result(task *t, void *result) {
  if (!t)
    return TASK_ENOMEM;
  struct blocked blocked = {.waiter = {wake_blocked}};
  if (task__attach(t, &blocked.waiter))
    while (!parker__park(&blocked.parker, CLOCK_NEVER)) {
    }
  return task__consume(t, result);
}

int task_wait(task *t) {
  return task_result(t, NULL);
}

static void end_detached(struct waiter *waiter, task *t) {
  (void)waiter;
  void (*on_error)(int, void *) = t->on_error;
  void *arg = t->on_error_arg;
  task_fn body = t->body;
  const void *started_at = t->started_at;
  int status = task__consume(t, NULL);
  if (!on_error)
    task__report_unobserved(status, body, started_at);
  else if (status != 0)
    on_error(status, arg);
}

void task_detach(task *t, void (*on_error)(int status, void *arg), void *arg) {
  if (!t) {
    if (on_error)
      on_error(TASK_ENOMEM, arg);
    else
      task__report_unobserved(TASK_ENOMEM, NULL, __builtin_return_address(0));
    return;
  }
  t->on_error = on_error;
  t->on_error_arg = arg;
  t->detached.wake = end_detached;
  if (!task__attach(t, &t->detached))
    end_detached(&t->detached, t);
}

void task_yield(void) {
  struct coroutine *self = scheduler__current();
  if (!self)
    return;
  scheduler__resume(self);
  scheduler__suspend();
}

bool task_running(void) {
  return scheduler__current() != NULL;
}
