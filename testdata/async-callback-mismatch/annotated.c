// Contracts of the program's own say who calls what, and where.
#include <taskrt/annotate.h>

typedef void action(void *arg);

void pool_submit(action *what, void *arg) ASYNC_LINT("offloads what with arg");
void timer_set(action *what, void *arg, int milliseconds) ASYNC_LINT("calls what once on loop");
void fiber_start(action *what, void *arg) ASYNC_LINT("starts what with arg");
void visitor_set(action *what, void *arg) ASYNC_LINT("calls what many");
void fiber_post(action *what, void *arg) ASYNC_LINT("posts what");
void fiber_sleep(int milliseconds) ASYNC_LINT("suspends");

static void ASYNC_LINT("async") poll_once(void *arg) {
  fiber_sleep(10);
}

static void blink(void *arg) {
  fiber_sleep(*(int *)arg);
}

static void tick(void *arg) {
  fiber_start(poll_once, arg);
}

void start_bad(void *arg) {
  pool_submit(poll_once, arg);  // expect: async-callback-mismatch "on a thread"
  timer_set(poll_once, arg, 5); // expect: async-callback-mismatch "on a loop"
  visitor_set(poll_once, arg);  // expect: async-callback-mismatch "where no task runs"
  timer_set(blink, arg, 5);     // expect: async-callback-mismatch "`blink` may suspend"
}

void start_ok(void *arg) {
  fiber_start(poll_once, arg);
  fiber_post(poll_once, arg);
  fiber_start(blink, arg);
  pool_submit(blink, arg);
  timer_set(tick, arg, 5);
}
