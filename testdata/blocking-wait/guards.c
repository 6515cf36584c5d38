// Functions for both worlds ask where they run, and wait only outside of tasks.
#include <stdbool.h>
#include <taskrt/task.h>

static int sync_folder(void *arg, cancel_token token, void *result) {
  return task_delay(7, token);
}

static int finish_ok(task *running) {
  return task_running() ? task_await(running, NULL) : task_wait(running);
}

static int finish_early_ok(task *running) {
  if (task_running())
    return task_await(running, NULL);
  return task_wait(running);
}

static int finish_negated_ok(task *running) {
  if (!task_running())
    return task_wait(running);
  return task_await(running, NULL);
}

static int finish_flag_ok(task *running, void *result) {
  const bool inside = task_running();
  if (inside)
    return task_await(running, result);
  return task_result(running, result);
}

// The wrong way round.
static int finish_bad(task *running) {
  if (task_running())
    return task_wait(running); // expect: blocking-wait "`task_wait`"
  return task_await(running, NULL);
}

// The question is asked, its answer is not used.
static int finish_unused_bad(task *running) {
  (void)task_running();
  return task_wait(running); // expect: blocking-wait "`task_wait`"
}

// Guarded by the caller.
static int block_until_over(task *running) {
  return task_wait(running);
}

static int finish_outside_ok(task *running) {
  if (!task_running())
    return block_until_over(running);
  return task_await(running, NULL);
}

// One way is guarded, the other one is not.
static int block_bad(task *running) {
  return task_wait(running); // expect: blocking-wait "`task_wait`"
}

static int finish_sometimes_bad(task *running, bool fast) {
  if (!task_running())
    return block_bad(running);
  if (fast)
    return task_await(running, NULL);
  return block_bad(running); // note: "`finish_sometimes_bad` calls `block_bad` here"
}

static int work(void *arg, cancel_token token, void *result) {
  int status = finish_ok(task_run(sync_folder, arg, 0, token));
  status |= finish_early_ok(task_run(sync_folder, arg, 0, token));
  status |= finish_negated_ok(task_run(sync_folder, arg, 0, token));
  status |= finish_flag_ok(task_run(sync_folder, arg, 0, token), NULL);
  status |= finish_bad(task_run(sync_folder, arg, 0, token));
  status |= finish_unused_bad(task_run(sync_folder, arg, 0, token));
  status |= finish_outside_ok(task_run(sync_folder, arg, 0, token));
  return status | finish_sometimes_bad(task_run(sync_folder, arg, 0, token), arg != NULL);
}

int main(void) {
  return finish_ok(task_run(work, NULL, 0, CANCEL_NONE));
}
