// SPDX-License-Identifier: MIT
// Value tasks: an outcome by value, or a task that is under way.
#include <taskrt/value.h>

#include <string.h>
#include <taskrt/source.h>

#include "error_object.h"

task_value task_value_of(const void *result, size_t size) {
  if (size > TASK_VALUE_INLINE) {
    task *t = task_completed(result, size);
    return t ? task_value_from(t) : task_value_failed(TASK_ENOMEM);
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
  return (task_value){.pending = t, .status = t ? 0 : TASK_ENOMEM};
}

// Marks `value` as consumed. Returns false when it was.
static bool consume(task_value *value) {
  if (value->consumed)
    return false;
  value->consumed = true;
  return true;
}

int task_value_await(task_value *value, void *result) {
  if (!consume(value))
    return task_fail(TASK_EINVAL, "a value task was consumed twice");
  if (value->pending)
    return task_await(value->pending, result);
  if (value->status == 0 && result)
    memcpy(result, value->result, value->size);
  // Details are about this failure only if they have its status.
  const task_error *error = task_last_error();
  if (value->status != 0 && error && error->status != value->status)
    error__note(NULL);
  return value->status;
}

task *task_value_task(task_value *value) {
  if (!consume(value))
    return task_failed(task_fail(TASK_EINVAL, "a value task was consumed twice"));
  if (value->pending)
    return value->pending;
  return value->status ? task_failed(value->status) : task_completed(value->result, value->size);
}

bool task_value_is_done(const task_value *value) {
  return value->consumed || !value->pending || task_is_done(value->pending);
}
