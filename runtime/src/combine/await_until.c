// SPDX-License-Identifier: MIT
// Waiting for a task without taking it, as long as one likes.
#include <stddef.h>
#include <taskrt/combine.h>

#include "check/check.h"
#include "error_object.h"
#include "pause.h"
#include "runtime.h"
#include "system/park.h"
#include "task_object.h"

struct look {
  struct waiter waiter;
  struct pause pause;
};

static void task_over(struct waiter *waiter, task *t) {
  (void)t;
  pause__wake(&((struct look *)(void *)waiter)->pause);
}

static int expired(int status) {
  error__note(NULL);
  return status;
}

int task_await_until(task *t, uint64_t milliseconds, cancel_token token) {
  if (!CHECK_CALL(task_await_until, CHECK_ARG(t)))
    return TASK_EINVAL;
  if (task__is_over(t))
    return 0;
  int status = cancel_check(token);
  if (status != 0 || milliseconds == 0)
    return expired(status ? status : TASK_ETIMEDOUT);
  struct look look = {.waiter = {.wake = task_over}};
  pause__begin(&look.pause, "a task");
  if (!task__attach(t, &look.waiter))
    return 0;
  status = pause__for(&look.pause, clock__after(milliseconds), token);
  if (status == 0)
    return 0;
  if (task__unattach(t, &look.waiter))
    return expired(status);
  pause__finish(&look.pause); // it ended at the last moment
  return 0;
}
