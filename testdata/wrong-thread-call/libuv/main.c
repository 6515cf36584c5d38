// libuv: other threads than that of the loop have uv_async_send, and calls without a callback.
#include "uv.h"
#include <stddef.h>

static uv_loop_t *loop;
static uv_timer_t timer;
static uv_async_t done;

static void on_time(uv_timer_t *handle) {}

static void on_done_ok(uv_async_t *handle) {
  uv_timer_stop(&timer);
}

static void on_unlinked(uv_fs_t *req) {
  uv_fs_req_cleanup(req);
}

static void compress_bad(uv_work_t *work) {
  uv_timer_start(&timer, on_time, 10, 0);
  // expect@-1: wrong-thread-call "`uv_timer_start` runs only on `loop`"
  // note@-2: "have it done on `loop`, with `uv_async_send`"
}

static void clean_bad(uv_work_t *work) {
  static uv_fs_t first, second;
  uv_fs_unlink(loop, &first, "a", NULL);
  uv_fs_unlink(loop, &second, "b", on_unlinked); // expect: wrong-thread-call "`uv_fs_unlink`"
}

static void compress_ok(uv_work_t *work) {
  uv_async_send(&done);
}

static void after_ok(uv_work_t *work, int status) {
  uv_timer_start(&timer, on_time, 10, 0);
}

static void end_bad(void) {
  uv_stop(loop); // expect: wrong-thread-call "`uv_stop`"
}

static void watch(void *arg) {
  end_bad(); // note: "`watch` calls `end_bad` here"
}

// A thread with a loop of its own.
static void serve_ok(void *arg) {
  uv_loop_t own;
  uv_timer_t tick;
  if (uv_loop_init(&own) != 0)
    return;
  uv_timer_init(&own, &tick);
  uv_timer_start(&tick, on_time, 1000, 1000);
  uv_run(&own, UV_RUN_DEFAULT);
  uv_loop_close(&own);
}

int main(void) {
  uv_work_t works[3];
  uv_thread_t threads[2];
  loop = uv_default_loop();
  uv_timer_init(loop, &timer);
  uv_async_init(loop, &done, on_done_ok);
  uv_queue_work(loop, &works[0], compress_bad, after_ok);
  // note@-1: "`compress_bad` is started on another thread"
  uv_queue_work(loop, &works[1], clean_bad, after_ok);
  uv_queue_work(loop, &works[2], compress_ok, NULL);
  uv_thread_create(&threads[0], watch, NULL);
  uv_thread_create(&threads[1], serve_ok, NULL);
  int status = uv_run(loop, UV_RUN_DEFAULT);
  uv_thread_join(&threads[0]);
  uv_thread_join(&threads[1]);
  return status;
}
