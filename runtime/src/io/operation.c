// SPDX-License-Identifier: MIT
// Operations as tasks.
#include "io/operation.h"

#include <string.h>

#include "scheduler.h"

struct coroutine *operation__create(task_fn body, const void *data, size_t size, size_t result_size,
                                    cancel_token token, const void *started_at) {
  struct coroutine *coroutine = coroutine__create(body, NULL, size, token, started_at);
  if (!coroutine)
    return NULL;
  memcpy(task__result(&coroutine->base), data, size);
  coroutine->base.result_size = (uint32_t)result_size;
  return coroutine;
}

task *operation__go(struct coroutine *coroutine) {
  if (scheduler__current())
    scheduler__start_now(coroutine);
  else
    scheduler__submit(coroutine);
  return &coroutine->base;
}

task *operation__start(task_fn body, const void *data, size_t size, size_t result_size,
                       cancel_token token, const void *started_at) {
  struct coroutine *coroutine = operation__create(body, data, size, result_size, token, started_at);
  return coroutine ? operation__go(coroutine) : NULL;
}
