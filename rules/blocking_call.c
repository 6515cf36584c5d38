/*
A blocking call inside a task stops every other task of its thread.

The worker that runs this task runs the others, too: while `sleep`, `read` or `getaddrinfo` waits,
no timer fires, no request is answered and no cancellation arrives. The twin that suspends gives the
worker to the others until there is something to do; where there is no twin, `task_offload` runs the
call on a thread of its own.

What blocks is written down in contracts (`rules/api`, and `ASYNC_LINT("blocks; instead ...")`
in your own headers), with the conditions: `read` does not block on a descriptor that was opened
with `O_NONBLOCK`, `poll` not with a timeout of 0. The rule follows calls across files and through
tables of functions, and shows the shortest way from the task to the call.

Nothing is said where a test says that no task is running, or no loop: `task_running()`, or a
thread-local variable that threads with a loop set. Nor where a parameter decides, and nobody in a
task gives the value with which the call is made.

## Bad

    static void settle(void) {
      sleep(1);
    }

    static int work(void *arg, cancel_token token, void *result) {
      settle();
      return cancel_check(token);
    }

    int main(void) {
      return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
    }

## Good

    static int work(void *arg, cancel_token token, void *result) {
      return task_delay(1000, token);
    }

    int main(void) {
      sleep(1);
      return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
    }

    static int read_all(void *arg, cancel_token token, void *result) {
      FILE *file = fopen(arg, "r");
      return file ? fclose(file) : TASK_EINVAL;
    }

    static int load(void *arg, cancel_token token, void *result) {
      return task_await(task_offload(read_all, arg, 0, token), NULL);
    }

    int start(char *path) {
      return task_wait(task_run(load, path, 0, CANCEL_NONE));
    }

## Fix

Unsafe, where a token is at hand and the task may be suspended: the twin with the same arguments
when the types go together and nobody looks at `errno`; for `sleep` and `usleep` a delay that
returns when it is cancelled, where nothing has been begun that would have to be ended.

## What it cannot see

- Calls through a pointer that nobody in the program is seen to set, and functions that no contract
  speaks of.
- That a descriptor does not block when it was made so in another function than the one that uses
  it, unless it came as a parameter, as a result or in a field.
- How long a call takes: a `fsync` is reported, a loop over a gigabyte is not.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(blocking-call) this file is always cached
*/
#include "rules/shared/way.h"

static void check(struct pass *pass, const struct function *function) {
  report_blocking(pass, function, false, "`%s` stops every task of this thread while it waits");
}

const struct rule rule_blocking_call = {
    .name = "blocking-call",
    .summary = "a call blocks the thread of a task",
    .group = CORRECTNESS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
