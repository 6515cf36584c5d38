// SPDX-License-Identifier: MIT
// Completion sources and tasks that are over from the start.
#include "source.h"

#include <stdatomic.h>
#include <string.h>
#include <taskrt/runtime.h>
#include <taskrt/source.h>

#include "check/check.h"
#include "task_object.h"

// The owner of the source has one reference to the task, each handle another.
struct task_source {
  struct task base;
  atomic_flag claimed;
};

static task_source *create(const char *place, const void *started_at, size_t result_size) {
  task_source *source = task__create_kept(sizeof *source, result_size, started_at);
  if (!source)
    return NULL;
  task__set_place(&source->base, place);
  atomic_init(&source->base.owned_source, true);
  atomic_flag_clear(&source->claimed);
  task__uncount(&source->base);
  return source;
}

task_source *task_source_create(size_t result_size) {
  task_source *source = create(NULL, __builtin_return_address(0), result_size);
  CHECK_GIVEN(task_source_create, NULL, source, 0);
  return source;
}

task_source *task_source_create_at(const char *place, size_t result_size) {
  task_source *source = create(place, __builtin_return_address(0), result_size);
  CHECK_GIVEN(task_source_create_at, place, source, 0);
  return source;
}

bool source__claim(task *t) {
  return !atomic_flag_test_and_set(&((task_source *)(void *)t)->claimed);
}

void task_source_destroy(task_source *source) {
  if (!CHECK_CALL(task_source_destroy, CHECK_ARG(source)))
    return;
  if (!source)
    return;
  task *t = &source->base;
  task__disown(t);
  if (source__claim(t)) {
    struct task_fault fault = {.kind = TASK_FAULT_LEAKED_SOURCE,
                               .started_at = task__started_at(t),
                               .place = task__place(t),
                               .name = t->name};
    task__report(&fault);
    atomic_store(&t->observed, true); // one report is enough
    task__complete(t, TASK_EABANDONED);
  }
  task__release(t);
}

task *task_source_task(task_source *source) {
  if (!CHECK_CALL(task_source_task, CHECK_ARG(source)))
    return NULL;
  if (!source)
    return NULL;
  task__reference(&source->base);
  CHECK_GIVEN(task_source_task, NULL, &source->base, 0);
  return &source->base;
}

// Each returns false when the source has an outcome already.
static bool complete_with_result(task_source *source, const void *result) {
  task *t = &source->base;
  if (!source__claim(t))
    return false;
  if (result && t->result_size)
    memcpy(task__result(t), result, t->result_size);
  task__complete(t, 0);
  return true;
}

static bool complete_with_error(task_source *source, int status) {
  task *t = &source->base;
  if (!source__claim(t))
    return false;
  t->error = task_error_ref(task_last_error());
  task__complete(t, status ? status : TASK_EINVAL);
  return true;
}

bool task_source_try_result(task_source *source, const void *result) {
  return CHECK_CALL(task_source_try_result, CHECK_ARG(source)) &&
         complete_with_result(source, result);
}

bool task_source_try_error(task_source *source, int status) {
  return CHECK_CALL(task_source_try_error, CHECK_ARG(source)) &&
         complete_with_error(source, status);
}

bool task_source_try_cancel(task_source *source) {
  return CHECK_CALL(task_source_try_cancel, CHECK_ARG(source)) &&
         complete_with_error(source, TASK_ECANCELED);
}

int task_source_set_result(task_source *source, const void *result) {
  if (!CHECK_CALL(task_source_set_result, CHECK_ARG(source)))
    return TASK_EINVAL;
  if (complete_with_result(source, result))
    return 0;
  CHECK_FAILED(task_source_set_result);
  return TASK_EINVAL;
}

int task_source_set_error(task_source *source, int status) {
  if (!CHECK_CALL(task_source_set_error, CHECK_ARG(source)))
    return TASK_EINVAL;
  if (complete_with_error(source, status))
    return 0;
  CHECK_FAILED(task_source_set_error);
  return TASK_EINVAL;
}

int task_source_set_cancel(task_source *source) {
  if (!CHECK_CALL(task_source_set_cancel, CHECK_ARG(source)))
    return TASK_EINVAL;
  if (complete_with_error(source, TASK_ECANCELED))
    return 0;
  CHECK_FAILED(task_source_set_cancel);
  return TASK_EINVAL;
}

// --- over from the start ------------------------------------------------------------------------

task *source__completed(const void *result, size_t result_size, const void *started_at) {
  task *t = task__create(sizeof *t, result_size, NULL, started_at);
  if (!t)
    return NULL;
  if (result && result_size)
    memcpy(task__result(t), result, result_size);
  task__complete(t, 0);
  return t;
}

task *task_completed(const void *result, size_t result_size) {
  task *t = source__completed(result, result_size, __builtin_return_address(0));
  CHECK_GIVEN(task_completed, NULL, t, 0);
  return t;
}

task *source__failed(int status, const void *started_at) {
  task *t = task__create(sizeof *t, 0, NULL, started_at);
  if (!t)
    return NULL;
  t->error = task_error_ref(task_last_error());
  task__complete(t, status ? status : TASK_EINVAL);
  return t;
}

task *task_failed(int status) {
  task *t = source__failed(status, __builtin_return_address(0));
  CHECK_GIVEN(task_failed, NULL, t, 0);
  return t;
}

task *task_cancelled(cancel_token token) {
  int status = cancel_check(token);
  task *t = source__failed(status ? status : TASK_ECANCELED, __builtin_return_address(0));
  CHECK_GIVEN(task_cancelled, NULL, t, 0);
  return t;
}
