// SPDX-License-Identifier: MIT
// Starting, awaiting, waiting for and detaching tasks.
#include <taskrt/task.h>

#include <stddef.h>
#include <taskrt/runtime.h>

#include "check/check.h"
#include "contexts/deadlock.h"
#include "error_object.h"
#include "scheduler.h"
#include "scheduler/seeded.h"
#include "system/park.h"
#include "task_object.h"

static task *queue(struct coroutine *coroutine, const char *place) {
  if (!coroutine)
    return NULL;
  task__set_place(&coroutine->base, place);
  scheduler__submit(coroutine);
  return &coroutine->base;
}

static task *start_hot(struct coroutine *coroutine, const char *place) {
  if (!coroutine || !scheduler__current())
    return queue(coroutine, place);
  task__set_place(&coroutine->base, place);
  scheduler__start_now(coroutine);
  return &coroutine->base;
}

task *task_run(task_fn body, void *arg, size_t result_size, cancel_token token) {
  task *t =
      queue(coroutine__create(body, arg, result_size, token, __builtin_return_address(0)), NULL);
  CHECK_GIVEN(task_run, NULL, t, 0, CHECK_ARG(arg));
  return t;
}

task *task_run_at(const char *place, task_fn body, void *arg, size_t result_size,
                  cancel_token token) {
  task *t =
      queue(coroutine__create(body, arg, result_size, token, __builtin_return_address(0)), place);
  CHECK_GIVEN(task_run_at, place, t, 0, 0, CHECK_ARG(arg));
  return t;
}

task *task_start(task_fn body, void *arg, size_t result_size, cancel_token token) {
  task *t = start_hot(coroutine__create(body, arg, result_size, token, __builtin_return_address(0)),
                      NULL);
  CHECK_GIVEN(task_start, NULL, t, 0, CHECK_ARG(arg));
  return t;
}

task *task_start_at(const char *place, task_fn body, void *arg, size_t result_size,
                    cancel_token token) {
  task *t = start_hot(coroutine__create(body, arg, result_size, token, __builtin_return_address(0)),
                      place);
  CHECK_GIVEN(task_start_at, place, t, 0, 0, CHECK_ARG(arg));
  return t;
}

// What consuming NULL gives.
static int no_handle(void) {
  error__note(NULL);
  return TASK_ENOMEM;
}

// A coroutine suspended in task_await().
struct awaiter {
  struct waiter waiter;
  struct coroutine *self;
  struct wait wait;
  task *awaited;
  bool given_up;
};

static void resume_awaiter(struct waiter *waiter, task *t) {
  (void)t;
  scheduler__resume(((struct awaiter *)(void *)waiter)->self);
}

static void give_up(struct wait *wait) {
  struct awaiter *awaiter =
      (struct awaiter *)(void *)((char *)wait - offsetof(struct awaiter, wait));
  if (!task__unattach(awaiter->awaited, &awaiter->waiter))
    return;
  awaiter->given_up = true;
  scheduler__resume(awaiter->self);
}

// What becomes of a handle whose await was given up.
static int abandon(task *t) {
  task__detach(t, NULL, NULL, NULL);
  error__note(NULL);
  return TASK_EABANDONED;
}

static int block_for(task *t, void *result, const void *place);

int task_await(task *t, void *result) {
  if (!CHECK_CALL(task_await, CHECK_ARG(t)))
    return TASK_EINVAL;
  return task__await(t, result);
}

int task__await(task *t, void *result) {
  if (!t)
    return no_handle();
  struct coroutine *self = scheduler__current();
  if (!self)
    return block_for(t, result, NULL);
  scheduler__run_awaited(t);
  struct awaiter awaiter = {.waiter = {.wake = resume_awaiter, .owner = &self->base},
                            .self = self,
                            .wait = {.what = "a task", .give_up = give_up, .on_task = true},
                            .awaited = t};
  coroutine__waits(self, &awaiter.wait);
  seeded__point();
  if (task__attach(t, &awaiter.waiter)) {
    seeded__point();
    scheduler__suspend();
    if (awaiter.given_up)
      return abandon(t);
  } else {
    scheduler__spend();
  }
  return task__observe(t, result);
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

// `place` is where the program called; NULL if it awaits.
static int block_for(task *t, void *result, const void *place) {
  if (!t)
    return no_handle();
  struct blocked blocked = {.waiter = {.wake = wake_blocked}};
  if (task__attach(t, &blocked.waiter)) {
    if (deadlock__is_possible()) {
      int status = deadlock__wait(t, &blocked.waiter, &blocked.parker, place);
      if (status != 0)
        return status;
    } else {
      while (!parker__park(&blocked.parker, CLOCK_NEVER)) {
      }
    }
  }
  return task__observe(t, result);
}

int task_result(task *t, void *result) {
  if (!CHECK_CALL(task_result, CHECK_ARG(t)))
    return TASK_EINVAL;
  return block_for(t, result, __builtin_return_address(0));
}

int task_wait(task *t) {
  if (!CHECK_CALL(task_wait, CHECK_ARG(t)))
    return TASK_EINVAL;
  return block_for(t, NULL, __builtin_return_address(0));
}

void task_detach(task *t, void (*on_error)(int status, void *arg), void *arg) {
  if (CHECK_CALL(task_detach, CHECK_ARG(t)))
    task__detach(t, on_error, arg, __builtin_return_address(0));
}

void task__detach(task *t, void (*on_error)(int status, void *arg), void *arg, const void *place) {
  if (!t) {
    struct task_fault fault = {.status = TASK_ENOMEM, .started_at = place};
    if (on_error)
      on_error(TASK_ENOMEM, arg);
    else
      task__report(&fault);
    return;
  }
  if (!task__take_minder(t, TASK_MINDER_DETACHED)) {
    task__release(t); // another reference has the handler
    return;
  }
  t->on_error = on_error;
  t->on_error_arg = arg;
  task__mind(t);
}

void task_yield(void) {
  CHECK_LOOK(task_yield);
  struct coroutine *self = scheduler__current();
  if (!self)
    return;
  coroutine__waits(self, NULL);
  scheduler__resume(self);
  scheduler__suspend();
}

bool task_running(void) {
  return scheduler__runs_a_task();
}
