// SPDX-License-Identifier: MIT
// Making stackless tasks; the scheduler runs them.
#include <taskrt/stackless.h>

#include <string.h>

#include "check/check.h"
#include "local.h"
#include "scheduler.h"
#include "task_object.h"

static task *run(const char *place, const void *started_at, task_fn body, const void *frame,
                 size_t frame_size, size_t result_size, cancel_token token) {
  size_t size;
  if (frame_size < sizeof(task_frame) ||
      __builtin_add_overflow(sizeof(struct stackless), frame_size, &size))
    return NULL;
  struct stackless *stackless = task__create(size, result_size, body, started_at);
  if (!stackless)
    return NULL;
  struct coroutine *coroutine = &stackless->coroutine;
  coroutine->base.kind = TASK_KIND_COROUTINE;
  task__set_place(&coroutine->base, place);
  coroutine->base.stackless = true;
  coroutine->token = token;
  coroutine->locals = local__capture();
  coroutine->arg = stackless->frame;
  memcpy(stackless->frame, frame, frame_size);
  scheduler__submit(coroutine);
  return &coroutine->base;
}

task *task_run_stackless(task_fn body, const void *frame, size_t frame_size, size_t result_size,
                         cancel_token token) {
  task *t = run(NULL, __builtin_return_address(0), body, frame, frame_size, result_size, token);
  CHECK_GIVEN(task_run_stackless, NULL, t, 0);
  return t;
}

task *task_run_stackless_at(const char *place, task_fn body, const void *frame, size_t frame_size,
                            size_t result_size, cancel_token token) {
  task *t = run(place, __builtin_return_address(0), body, frame, frame_size, result_size, token);
  CHECK_GIVEN(task_run_stackless_at, place, t, 0);
  return t;
}

int task_frame_take(task *t, void *result) {
  if (!CHECK_CALL(task_frame_take, CHECK_ARG(t)))
    return TASK_EINVAL;
  if (!t)
    return TASK_ENOMEM;
  if (check__on() && !task__is_over(t)) {
    check__taken_early(t, __builtin_return_address(0));
    return TASK_EINVAL;
  }
  return task__observe(t, result);
}
