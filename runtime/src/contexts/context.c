// SPDX-License-Identifier: MIT
// Contexts: guests of the scheduler that programs know. A loop sleeps on a parker between its
// tasks, a context of the program's own is told by its `post` when there is work.
#include <taskrt/context.h>

#include <stdatomic.h>

#include "check/check.h"
#include "offload.h"
#include "scheduler.h"
#include "system/memory.h"
#include "system/park.h"
#include "task_object.h"

struct task_context {
  struct worker *guest;
  task_context_post_fn post; // NULL for a loop
  void *user;
  struct parker parker; // the loop's thread sleeps here
  atomic_bool running, quit;
};

static void serve(void *context) {
  scheduler__serve(((task_context *)context)->guest);
}

static void ask_for_service(void *user) {
  task_context *context = user;
  if (context->post)
    context->post(serve, context, context->user);
  else
    parker__wake(&context->parker);
}

static task_context *create(task_context_post_fn post, void *user) {
  task_context *context = memory__allocate(sizeof *context);
  if (!context)
    return NULL;
  context->guest = scheduler__create_guest(ask_for_service, context);
  if (!context->guest) {
    memory__free(context);
    return NULL;
  }
  context->post = post;
  context->user = user;
  atomic_init(&context->running, false);
  atomic_init(&context->quit, false);
  return context;
}

task_context *task_context_create(task_context_post_fn post, void *user) {
  task_context *context = create(post, user);
  CHECK_GIVEN(task_context_create, NULL, context, 0);
  return context;
}

task_context *task_loop_create(void) {
  task_context *context = create(NULL, NULL);
  CHECK_GIVEN(task_loop_create, NULL, context, 0);
  return context;
}

void task_context_destroy(task_context *context) {
  if (!CHECK_CALL(task_context_destroy, CHECK_ARG(context)))
    return;
  if (!context)
    return;
  scheduler__destroy_guest(context->guest);
  memory__free(context);
}

task_context *task_context_current(void) {
  struct worker *guest = scheduler__this_guest();
  return guest ? scheduler__guest_user(guest) : NULL;
}

void task_context_assert(task_context *context) {
  (void)CHECK_CALL(task_context_assert, CHECK_ARG(context));
}

// --- getting there and away ---------------------------------------------------------------------

static task *submit(task_context *context, struct coroutine *coroutine) {
  if (!coroutine)
    return NULL;
  if (context)
    scheduler__submit_to(context->guest, coroutine);
  else
    scheduler__submit(coroutine);
  return &coroutine->base;
}

static task *run_on(task_context *context, task_fn body, void *arg, size_t result_size,
                    cancel_token token, const void *started_at) {
  return submit(context, coroutine__create(body, arg, result_size, token, started_at));
}

task *task_run_on(task_context *context, task_fn body, void *arg, size_t result_size,
                  cancel_token token) {
  task *t = run_on(context, body, arg, result_size, token, __builtin_return_address(0));
  CHECK_GIVEN(task_run_on, NULL, t, 0, 0, CHECK_ARG(arg));
  return t;
}

struct post {
  void (*call)(void *arg);
  void *arg;
};

// The call is copied into the task's result, which lives as long as the task.
static int make_call(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  const struct post *post = result;
  post->call(post->arg);
  return 0;
}

int task_context_post(task_context *context, void (*call)(void *arg), void *arg) {
  struct coroutine *coroutine = coroutine__create(make_call, NULL, sizeof(struct post), CANCEL_NONE,
                                                  __builtin_return_address(0));
  if (!coroutine)
    return TASK_ENOMEM;
  *(struct post *)task__result(&coroutine->base) = (struct post){call, arg};
  task__detach(submit(context, coroutine), NULL, NULL, __builtin_return_address(0));
  return 0;
}

static void go_to(struct coroutine *self, void *context) {
  submit(context, self);
}

int task_switch_to(task_context *context) {
  CHECK_LOOK(task_switch_to);
  if (!scheduler__current())
    return TASK_ECONTEXT;
  if (context != task_context_current())
    scheduler__suspend_then(go_to, context);
  return 0;
}

// A coroutine that leaves its context while it waits.
struct leaver {
  struct waiter waiter;
  struct wait wait;
  struct coroutine *self;
  task *awaited;
};

static void go_on_in_pool(struct waiter *waiter, task *t) {
  (void)t;
  scheduler__submit(((struct leaver *)(void *)waiter)->self);
}

static void attach_outside(struct coroutine *self, void *arg) {
  struct leaver *leaver = arg;
  coroutine__waits(self, &leaver->wait);
  if (!task__attach(leaver->awaited, &leaver->waiter))
    scheduler__submit(self);
}

int task_await_any(task *t, void *result) {
  if (!CHECK_CALL(task_await_any, CHECK_ARG(t)))
    return TASK_EINVAL;
  struct leaver leaver = {.waiter = {.wake = go_on_in_pool},
                          .wait = {.what = "a task", .on_task = true},
                          .self = scheduler__current(),
                          .awaited = t};
  leaver.waiter.owner = leaver.self ? &leaver.self->base : NULL;
  if (t && !task__is_over(t) && leaver.self && scheduler__this_guest())
    scheduler__suspend_then(attach_outside, &leaver);
  return task__await(t, result);
}

// --- the loop -----------------------------------------------------------------------------------

void task_loop_quit(task_context *loop) {
  atomic_store(&loop->quit, true);
  parker__wake(&loop->parker);
}

// Becomes the loop's thread. Returns an error if it cannot.
static int enter(task_context *loop) {
  if (loop->post)
    return TASK_EINVAL;
  if (scheduler__on_worker() || offload__on_thread())
    return TASK_ECONTEXT;
  return atomic_exchange(&loop->running, true) ? TASK_EALREADY : 0;
}

static void run(task_context *loop, const bool *over) {
  for (;;) {
    scheduler__serve(loop->guest);
    if (atomic_exchange(&loop->quit, false) || *over)
      break;
    (void)parker__park(&loop->parker, CLOCK_NEVER);
  }
  atomic_store(&loop->running, false);
}

int task_loop_run(task_context *loop) {
  CHECK_LOOK(task_loop_run);
  static const bool never = false;
  int status = enter(loop);
  if (status == 0)
    run(loop, &never);
  return status;
}

// Awaits a task on the loop, so that the loop itself sees its end.
struct visit {
  task *awaited;
  void *result;
  bool over;
};

static int await_here(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct visit *visit = arg;
  int status = task__await(visit->awaited, visit->result);
  visit->over = true;
  return status;
}

// async-lint: allow(missing-token) the task has one
int task_loop_run_until(task_context *loop, task *t, void *result) {
  if (!CHECK_CALL(task_loop_run_until, CHECK_ARG(loop), CHECK_ARG(t)))
    return TASK_EINVAL;
  struct visit visit = {.awaited = t, .result = result};
  int status = t ? enter(loop) : TASK_ENOMEM;
  if (status != 0) {
    if (t)
      task__detach(t, NULL, NULL, __builtin_return_address(0));
    return status;
  }
  task *visitor = run_on(loop, await_here, &visit, 0, CANCEL_NONE, __builtin_return_address(0));
  if (!visitor) {
    atomic_store(&loop->running, false);
    task__detach(t, NULL, NULL, __builtin_return_address(0));
    return TASK_ENOMEM;
  }
  // A quit is for task_loop_run(): this one ends with its task.
  do {
    run(loop, &visit.over);
  } while (!visit.over);
  return task__await(visitor, NULL);
}
