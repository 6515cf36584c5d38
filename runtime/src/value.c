// SPDX-License-Identifier: MIT
// Value tasks: an outcome by value, or a task that is under way.
#include <taskrt/value.h>

#include <string.h>

#include "check/check.h"
#include "error_object.h"
#include "source.h"
#include "task_object.h"

task_value task_value_of(const void *result, size_t size) {
  if (size > TASK_VALUE_INLINE) {
    task *t = source__completed(result, size, __builtin_return_address(0));
    return (task_value){.pending = t, .status = t ? 0 : TASK_ENOMEM};
  }
  task_value value = {.size = (unsigned char)size};
  if (result && size)
    memcpy(value.result, result, size);
  return value;
}

task_value task_value_failed(int status) {
  return (task_value){.status = status ? status : TASK_EINVAL};
}

task_value task_value_from(task *t) {
  if (!CHECK_CALL(task_value_from, CHECK_ARG(t)))
    return task_value_failed(TASK_EINVAL);
  return (task_value){.pending = t, .status = t ? 0 : TASK_ENOMEM};
}

// Marks `value` as consumed. Returns false when it was.
static bool consume(task_value *value, const void *place) {
  if (value->consumed) {
    if (check__on())
      check__value_reused(place);
    return false;
  }
  value->consumed = true;
  return true;
}

int task_value_await(task_value *value, void *result) {
  CHECK_LOOK(task_value_await);
  if (!consume(value, __builtin_return_address(0)))
    return task_fail(TASK_EINVAL, "a value task was consumed twice");
  if (value->pending)
    return task__await(value->pending, result);
  if (value->status == 0 && result)
    memcpy(result, value->result, value->size);
  // Details are about this failure only if they have its status.
  const task_error *error = task_last_error();
  if (value->status != 0 && error && error->status != value->status)
    error__note(NULL);
  return value->status;
}

task *task_value_task(task_value *value) {
  CHECK_LOOK(task_value_task);
  const void *place = __builtin_return_address(0);
  task *t = value->pending;
  if (!consume(value, place))
    t = source__failed(task_fail(TASK_EINVAL, "a value task was consumed twice"), place);
  else if (!t && value->status)
    t = source__failed(value->status, place);
  else if (!t)
    t = source__completed(value->result, value->size, place);
  CHECK_GIVEN(task_value_task, NULL, t, 0);
  return t;
}

bool task_value_is_done(const task_value *value) {
  CHECK_LOOK(task_value_is_done);
  return value->consumed || !value->pending || task__is_over(value->pending);
}
