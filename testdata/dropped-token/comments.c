// A comment at the call, or alone on the line above it, says why there is none: that is enough.
// For the same reason the marks of this rule stand below their lines.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int commit(void *arg, cancel_token token, void *result) {
  return task_delay(8, token);
}

static int transfer_line_ok(void *account, cancel_token token) {
  int status = cancel_check(token);
  if (status != 0)
    return status;
  // A commit that has begun must not be cut short.
  return task_await(task_run(commit, account, 0, CANCEL_NONE), NULL);
}

static int transfer_behind_ok(void *account, cancel_token token) {
  task *run = task_run(commit, account, 0, CANCEL_NONE); // must not be cut short
  return task_await(run, NULL);
}

static int transfer_argument_ok(void *account, cancel_token token) {
  task *run = task_run(commit, account, 0, /* runs to its end */ CANCEL_NONE);
  return task_await(run, NULL);
}

static int transfer_block_ok(void *account, cancel_token token) {
  task *run = task_run(commit, account, 0, CANCEL_NONE /* the commit must not be cut short */);
  return task_await(run, NULL);
}

// A comment elsewhere in the function says nothing about the call.
static int transfer_bad(void *account, cancel_token token) {
  // Accounts are locked by the caller.
  int status = cancel_check(token);

  if (status == 0)
    status = task_await(task_run(commit, account, 0, CANCEL_NONE), NULL);
  // expect@-1: dropped-token
  return status;
}
