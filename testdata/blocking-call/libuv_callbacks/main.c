// Callbacks run on the loop's thread: what blocks there stops every handle of the loop. Work that
// was queued, and the program around the loop, may block.
#include "uv.h"
#include <unistd.h>

static uv_fs_t removal;

static void removed_ok(uv_fs_t *req) {
  req->data = NULL;
}

static void tidy_up_bad(uv_loop_t *loop) {
  uv_fs_unlink(loop, &removal, "old", NULL); // expect: blocking-call "`uv_fs_unlink`"
}

static void on_tick_bad(uv_timer_t *timer) {
  uv_sleep(10); // expect: blocking-call "`uv_sleep`"
  // note@-1: "call `uv_timer_start` instead"
  tidy_up_bad(timer->data);
}

static void on_tock_ok(uv_timer_t *timer) {
  uv_fs_unlink(timer->data, &removal, "old", removed_ok);
}

static void compress_ok(uv_work_t *work) {
  sleep(2);
}

static void compressed_bad(uv_work_t *work, int status) {
  sync(); // expect: blocking-call "`sync`"
  // note@-1: "call it on a thread where blocking is allowed"
}

int main(void) {
  uv_timer_t tick, tock;
  uv_work_t work;
  uv_loop_t *loop = uv_default_loop();
  uv_timer_init(loop, &tick);
  uv_timer_init(loop, &tock);
  tick.data = tock.data = loop;
  uv_timer_start(&tick, on_tick_bad, 1000, 1000); // note: "`on_tick_bad` is called back on a loop"
  uv_timer_start(&tock, on_tock_ok, 500, 1000);
  uv_queue_work(loop, &work, compress_ok, compressed_bad);
  sleep(1);
  return uv_run(loop, UV_RUN_DEFAULT);
}
