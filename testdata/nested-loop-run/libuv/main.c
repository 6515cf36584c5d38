// Callbacks of libuv that run the loop; a loop of one's own blocks and is no nested one.
#include "uv.h"

static void on_tick_bad(uv_timer_t *timer) {
  uv_run(timer->data, UV_RUN_NOWAIT); // expect: nested-loop-run "inside a callback of a loop"
}

static void pump_bad(uv_loop_t *loop) {
  uv_run(loop, UV_RUN_ONCE); // expect: nested-loop-run
}

static void on_tock(uv_timer_t *timer) {
  pump_bad(timer->data);
}

static void on_other_bad(uv_timer_t *timer) {
  uv_loop_t inner;
  if (uv_loop_init(&inner) != 0)
    return;
  uv_run(&inner, UV_RUN_DEFAULT); // expect: blocking-call "`uv_run`"
  uv_loop_close(&inner);
}

static void compress_ok(uv_work_t *work) {
  uv_loop_t inner;
  if (uv_loop_init(&inner) != 0)
    return;
  uv_run(&inner, UV_RUN_DEFAULT);
  uv_loop_close(&inner);
}

int main(void) {
  uv_timer_t tick, tock, other;
  uv_work_t work;
  uv_loop_t *loop = uv_default_loop();
  uv_timer_init(loop, &tick);
  uv_timer_init(loop, &tock);
  uv_timer_init(loop, &other);
  tick.data = tock.data = loop;
  uv_timer_start(&tick, on_tick_bad, 1000, 1000);
  uv_timer_start(&tock, on_tock, 500, 1000);
  uv_timer_start(&other, on_other_bad, 500, 1000);
  uv_queue_work(loop, &work, compress_ok, 0);
  return uv_run(loop, UV_RUN_DEFAULT);
}
