// silent
// A comment that allows the finding is no reason in itself: it suppresses the finding, wherever it
// stands, and is not said to be without effect. Reasons of plain comments count as before.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int above_ok(void *arg, cancel_token token, void *result) {
  // async-lint: allow(needless-task) the parser wants a stack of its own
  return task_await(task_run(load, arg, 0, token), NULL);
}

static int above_over_lines_ok(void *arg, cancel_token token, void *result) {
  // async-lint: allow(needless-task) the parser wants a stack of its own, because it
  // recurses deeply
  return task_await(task_run(load, arg, 0, token), NULL);
}

static int block_ok(void *arg, cancel_token token, void *result) {
  /* async-lint: allow(needless-task) the parser
     recurses deeply */
  return task_await(task_run(load, arg, 0, token), NULL);
}

static int behind_ok(void *arg, cancel_token token, void *result) {
  task *loading = task_run(load, arg, 0, token); // async-lint: allow(needless-task) a deep stack
  return task_await(loading, NULL);
}

static int last_line_ok(void *arg, cancel_token token, void *result) {
  return task_await(task_run(load, arg, 0,
                             token), // async-lint: allow(needless-task) a deep stack
                    NULL);
}

static int nolint_ok(void *arg, cancel_token token, void *result) {
  // NOLINTNEXTLINE(async-lint-needless-task)
  return task_await(task_run(load, arg, 0, token), NULL);
}

// async-lint: allow-function(needless-task) a deep stack
static int whole_ok(void *arg, cancel_token token, void *result) {
  return task_await(task_run(load, arg, 0, token), NULL);
}

static int reason_ok(void *arg, cancel_token token, void *result) {
  // The parser recurses deeply and wants a stack of its own.
  return task_await(task_run(load, arg, 0, token), NULL);
}

int main(void) {
  int ms = 1;
  int status = task_wait(task_run(above_ok, &ms, 0, CANCEL_NONE));
  status |= task_wait(task_run(above_over_lines_ok, &ms, 0, CANCEL_NONE));
  status |= task_wait(task_run(block_ok, &ms, 0, CANCEL_NONE));
  status |= task_wait(task_run(behind_ok, &ms, 0, CANCEL_NONE));
  status |= task_wait(task_run(last_line_ok, &ms, 0, CANCEL_NONE));
  status |= task_wait(task_run(nolint_ok, &ms, 0, CANCEL_NONE));
  status |= task_wait(task_run(whole_ok, &ms, 0, CANCEL_NONE));
  status |= task_wait(task_run(reason_ok, &ms, 0, CANCEL_NONE));
  return status;
}
