/*
A task that waits for another one the blocking way stops the thread that both of them need.

`task_wait` and `task_result` are for `main` and for tests: they put the calling thread to sleep
until the task has completed. Inside a task that thread is a worker. Every other task of the worker
stands still, and when the task waited for needs the same worker, nothing ever goes on. `task_await`
gives the worker back until the result is there.

The rule follows calls across files: the wait may be many functions away from the task. The notes
show the way: where the task starts, and each call on the way to the wait.

## Bad

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    static int show(void *arg, cancel_token token, void *result) {
      task *loading = task_run(load, arg, 0, token);
      puts("loading");
      return task_wait(loading);
    }

    int main(void) {
      return task_wait(task_run(show, NULL, 0, CANCEL_NONE));
    }

## Good

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    static int show(void *arg, cancel_token token, void *result) {
      task *loading = task_run(load, arg, 0, token);
      puts("loading");
      return task_await(loading, NULL);
    }

    int main(void) {
      return task_wait(task_run(show, NULL, 0, CANCEL_NONE));
    }

Nothing is reported outside tasks, in the body of an offloaded function, where `task_running()` was
found false, and where the task is known to have completed.

## Fix

Safe in the body of a task, else unsafe: the function that suspends.

## What it cannot see

- Calls through a pointer that nobody in the program is seen to set.
- That a task has completed when only another function or an array tells.
- That a function is never called while a task runs, unless it asks `task_running()`.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(blocking-wait) the runtime is not started yet
*/
#include "rules/shared/way.h"

static void check(struct pass *pass, const struct function *function) {
  report_blocking(pass, function, true, "`%s` blocks the thread that the task waited for may need");
}

const struct rule rule_blocking_wait = {
    .name = "blocking-wait",
    .summary = "a task waits for another one and blocks its thread",
    .group = CORRECTNESS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
