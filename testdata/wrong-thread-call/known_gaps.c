// silent
// What the rule does not find, with the reason.
#include <taskrt/context.h>

static task_context *ui;
struct window {
  task_context *loop, *other;
};
void label_set(const char *text) ASYNC_LINT("runs on ui");
void window_draw(struct window *window, task_context *loop) ASYNC_LINT("runs on loop");

static int go_to(task_context *context) {
  return task_switch_to(context);
}

// The helper goes where its parameter says, which is not followed.
static int fn_switched(void *arg, cancel_token token, void *result) {
  int status = go_to(NULL);
  label_set("in the pool");
  return status;
}

// Two members may hold the same context.
static int fn_members(void *arg, cancel_token token, void *result) {
  struct window *window = arg;
  window_draw(window, window->other);
  return 0;
}

// On one of two paths it is certain, on the other nobody looks: they have been joined.
static int fn_one_path(void *arg, cancel_token token, void *result) {
  if (arg && task_switch_to(ui) != 0)
    return -1;
  label_set("perhaps");
  return 0;
}

// The thread runs a loop, but another one.
static int fn_other_loop(void *arg, cancel_token token, void *result) {
  label_set("elsewhere");
  task_context *own = task_loop_create();
  int status = own ? task_loop_run(own) : -1;
  if (own)
    task_context_destroy(own);
  return status;
}

// The first round is on the thread that it began on, the others are in the pool: it is not the
// same.
static int fn_rounds(void *arg, cancel_token token, void *result) {
  int status = 0;
  for (int i = 0; i < 3 && status == 0; i++) {
    label_set("round");
    status = task_await_any(task_delay_async(10, token), NULL);
  }
  return status;
}

// Eleven calls away from where the context begins: some test on the way may keep it from being
// made.
static void fn_far_away(void) {
  label_set("far");
}

#define CALLS(name, callee)                                                                        \
  static void name(void) {                                                                         \
    callee();                                                                                      \
  }
CALLS(ninth, fn_far_away)
CALLS(eighth, ninth)
CALLS(seventh, eighth)
CALLS(sixth, seventh)
CALLS(fifth, sixth)
CALLS(fourth, fifth)
CALLS(third, fourth)
CALLS(second, third)
CALLS(first, second)

static void begin_far(void) {
  first();
}

static int far_task(void *arg, cancel_token token, void *result) {
  begin_far();
  return task_delay(10, token);
}

int start(struct window *window, task **started) {
  started[0] = task_run_on(ui, fn_switched, NULL, 0, CANCEL_NONE);
  started[1] = task_run_on(window->loop, fn_members, window, 0, CANCEL_NONE);
  started[2] = task_run(fn_one_path, window, 0, CANCEL_NONE);
  started[3] = task_offload(fn_other_loop, NULL, 0, CANCEL_NONE);
  started[4] = task_run(fn_rounds, NULL, 0, CANCEL_NONE);
  started[5] = task_run(far_task, NULL, 0, CANCEL_NONE);
  return 0;
}
