// Other forms of asking whether a task runs: assertions, exits, loops, arguments of `?:`, a helper
// that asks.
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <taskrt/task.h>
#include <unistd.h>

// Ends the program when it is wrong.
static void settle_asserted_ok(void) {
  assert(!task_running());
  sleep(1);
}

static void settle_aborting_ok(void) {
  if (task_running())
    abort();
  sleep(1);
}

static int settle_conditional_ok(unsigned seconds, cancel_token token) {
  return task_running() ? task_delay(seconds, token) : (int)sleep(seconds);
}

static void settle_loop_ok(void) {
  while (!task_running())
    sleep(1);
}

static void settle_compared_ok(void) {
  if (task_running() == false)
    sleep(1);
}

static int settle_goto_ok(unsigned seconds, cancel_token token) {
  if (task_running())
    goto inside;
  return (int)sleep(seconds);
inside:
  return task_delay(seconds, token);
}

static void settle_both_bad(bool urgent) {
  if (urgent && !task_running())
    sleep(1);
  else
    sleep(2); // expect: blocking-call "`sleep`"
}

// Asked of nothing but the past.
static bool was_inside;

static void settle_past_bad(void) {
  if (!was_inside)
    sleep(1); // expect: blocking-call "`sleep`"
}

// A helper asks.
static bool on_worker(void) {
  return task_running();
}

static void settle_helper_ok(void) {
  if (!on_worker())
    sleep(1);
}

static void settle_helper_bad(void) {
  if (on_worker())
    sleep(1); // expect: blocking-call "`sleep`"
}

static int work(void *arg, cancel_token token, void *result) {
  was_inside = task_running();
  settle_asserted_ok();
  settle_aborting_ok();
  settle_loop_ok();
  settle_compared_ok();
  settle_both_bad(arg != NULL);
  settle_past_bad();
  settle_helper_ok();
  settle_helper_bad();
  return settle_conditional_ok(1, token) + settle_goto_ok(1, token);
}

int main(void) {
  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
