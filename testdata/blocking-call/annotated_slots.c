// Contracts on function-pointer fields, for tables that other programs fill.
#include <taskrt/task.h>
#include <unistd.h>

struct executor {
  // Runs `body` as a task.
  void (*spawn)(struct executor *executor, task_fn body, void *arg) ASYNC_LINT("starts body");
  // Runs `work` on a thread of its own.
  void (*aside)(struct executor *executor, int (*work)(void *data)) ASYNC_LINT("offloads work");
  // Runs `work` at once.
  void (*inline_run)(struct executor *executor, int (*work)(void *data)) ASYNC_LINT("calls work");
  // Waits for the next event; only looks with 0.
  int (*poll)(struct executor *executor, int timeout) ASYNC_LINT("blocks unless timeout == 0");
  // How many events there are.
  int (*count)(struct executor *executor) ASYNC_LINT("plain");
};

static int spawned_bad(void *arg, cancel_token token, void *result) {
  return (int)sleep(1); // expect: blocking-call "`sleep`"
}

static int aside_ok(void *data) {
  return (int)sleep(2);
}

static int inline_bad(void *data) {
  return (int)sleep(3); // expect: blocking-call "`sleep`"
}

static int work(void *arg, cancel_token token, void *result) {
  struct executor *executor = arg;
  executor->aside(executor, aside_ok);
  executor->inline_run(executor, inline_bad);
  if (executor->poll(executor, 0) > 0)
    return executor->count(executor);
  return executor->poll(executor, 100); // expect: blocking-call
}

// Not in a task.
int executor_start(struct executor *executor) {
  executor->spawn(executor, spawned_bad, NULL);
  int status = executor->poll(executor, -1);
  return status | task_wait(task_run(work, executor, 0, CANCEL_NONE));
}
