/*
A value task that was consumed once is consumed again, itself or as a copy.

A `task_value` is passed by value: the outcome of an operation, or the operation while it is under
way. Of all copies of it one is consumed, once, with `task_value_await` or `task_value_task`. The
same variable consumed twice gives TASK_EINVAL in the place of the result. A copy cannot know that
the first one was consumed: the task behind it is taken twice, and the second time its memory
belongs to somebody else. Most values have their outcome at once, so that tests do not show it.

Whoever wants the outcome more than once keeps the result, or makes a task of the value with
`task_value_task` and takes a reference for each.

## Bad

    int total(task_value price, long *sum) {
      task_value again = price;
      long one = 0;
      int status = task_value_await(&price, &one);
      if (status != 0)
        status = task_value_await(&again, &one);
      *sum += one;
      return status;
    }

## Good

    int total(task_value price, long *sum) {
      long one = 0;
      int status = task_value_await(&price, &one);
      if (status == 0)
        *sum += one;
      return status;
    }

The value is followed on every path, through copies, members and the functions it is given to, by
value or by pointer.

## Fix

None: which of the two uses is the wrong one is not in the code.

## What it cannot see

- Copies in an array whose index is a variable.
- A value that is copied out of a structure in another function.
- Members that a call in between may have filled again: nothing is said of them.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(reused-value-task) the first one only asks whether it is there
*/
#include "rules/shared/reused.h"

static void check(struct pass *pass, const struct function *function) {
  check_reused(pass, function, true);
}

const struct rule rule_reused_value_task = {
    .name = "reused-value-task",
    .summary = "a value task, or a copy of it, is consumed twice",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
