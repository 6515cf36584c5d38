// SPDX-License-Identifier: MIT
// Operations as tasks.
#include "io/operation.h"

#include <string.h>

#include "scheduler.h"

task *operation__start(task_fn body, const void *data, size_t size, size_t result_size,
                       cancel_token token, const void *started_at) {
  struct coroutine *coroutine = coroutine__create(body, NULL, size, token, started_at);
  if (!coroutine)
    return NULL;
  memcpy(task__result(&coroutine->base), data, size);
  coroutine->base.result_size = (uint32_t)result_size;
  if (scheduler__current())
    scheduler__start_now(coroutine);
  else
    scheduler__submit(coroutine);
  return &coroutine->base;
}
