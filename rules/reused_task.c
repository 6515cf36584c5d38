/*
A task handle that was consumed is used once more, and speaks of memory that is gone.

Awaiting, waiting for, detaching or combining a task gives its handle up: the runtime frees the
task, or keeps it for itself. A second `task_await` then waits for whatever lies there by now. It
often seems to work, because the memory has not been used again yet.

The rule follows each handle on every path, through copies and fields, into the functions it is
given to and out of them, around loops, and through `task_when_all`, which takes all it is given.
The notes show where the handle was consumed, and the branches that lead from there to the second
use.

## Bad

    int total(task *part, long *sum) {
      long value = 0;
      int status = task_await(part, &value);
      if (status != 0)
        status = task_await(part, &value);
      *sum += value;
      return status;
    }

## Good

    int total(task *part, long *sum) {
      long value = 0;
      int status = task_await(part, &value);
      if (status == 0)
        *sum += value;
      return status;
    }

    int finish(task **slot) {
      task *last = *slot;
      *slot = NULL;
      return last ? task_await(last, NULL) : 0;
    }

## Fix

None: which of the two uses is the wrong one is not in the code.

## What it cannot see

- Two tasks in one array when the index is a variable: which element was consumed is not known.
- Members that another function may have filled again in between: after a call into the program
  that could get at them nothing is said.
- A handle given to a function nobody knows counts as used rightly.
- How many references were taken to a task: with more than one, nothing is said.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(reused-task) the first wait only times out
*/
#include "rules/shared/reused.h"

static void check(struct pass *pass, const struct function *function) {
  check_reused(pass, function, false);
}

const struct rule rule_reused_task = {
    .name = "reused-task",
    .summary = "a task handle is used after it was consumed",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
