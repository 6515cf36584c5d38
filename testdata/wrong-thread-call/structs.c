// Contexts in members and parameters: only a thread, which is on none, is certainly wrong.
#include <taskrt/context.h>

struct window {
  task_context *loop;
  const char *title;
};

void window_draw(struct window *window, task_context *loop) ASYNC_LINT("runs on loop");

static int draw_ok(void *arg, cancel_token token, void *result) {
  struct window *window = arg;
  window_draw(window, window->loop);
  return 0;
}

static int encode_bad(void *arg, cancel_token token, void *result) {
  struct window *window = arg;
  window_draw(window, window->loop);
  // expect@-1: wrong-thread-call "runs only on `loop`, and is called on another thread here"
  return 0;
}

static int count_bad(void *arg, cancel_token token, void *result) {
  struct window *window = arg;
  window_draw(window, window->loop); // expect: wrong-thread-call "called on `pool` here"
  return 0;
}

struct pair {
  struct window *left, *right;
  task_context *first, *second;
};

// Two members may hold the same context.
static int both_ok(void *arg, cancel_token token, void *result) {
  struct pair *pair = arg;
  window_draw(pair->left, pair->second);
  return 0;
}

// Nobody knows what the parameter is, and it may be the pool itself.
static void draw_all_ok(struct window *windows, task_context *loop) {
  window_draw(windows, loop);
}

static int local_ok(void *arg, cancel_token token, void *result) {
  draw_all_ok(arg, task_context_current());
  return 0;
}

int start(struct window *window, struct pair *pair, task **started) {
  started[0] = task_run_on(window->loop, draw_ok, window, 0, CANCEL_NONE);
  started[1] = task_offload(encode_bad, window, 0, CANCEL_NONE);
  started[2] = task_run(count_bad, window, 0, CANCEL_NONE);
  started[3] = task_run_on(pair->first, both_ok, pair, 0, CANCEL_NONE);
  started[4] = task_run(local_ok, window, 0, CANCEL_NONE);
  return 0;
}
