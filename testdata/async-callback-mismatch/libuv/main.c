// Callbacks of libuv run on the loop's thread, in no task.
#include "uv.h"

#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static void save_now(void *data) {
  (void)task_await(task_run(save, data, 0, CANCEL_NONE), NULL); // nobody to tell
  // note@-1: "`save_now` calls `task_await` here"
}

static void on_tick(uv_timer_t *timer) {
  save_now(timer->data); // note: "`on_tick` calls `save_now` here"
}

static void on_error(int status, void *arg) {}

static void on_tock(uv_timer_t *timer) {
  task_detach(task_run(save, timer->data, 0, CANCEL_NONE), on_error, NULL);
}

static void compress(uv_work_t *work) {
  save_now(work->data);
}

int run_bad(uv_loop_t *loop, uv_timer_t *tick) {
  return uv_timer_start(tick, on_tick, 1000, 1000);
  // expect@-1: async-callback-mismatch "`on_tick` may suspend, and `uv_timer_start` calls it back"
}

int run_ok(uv_loop_t *loop, uv_timer_t *tock, uv_work_t *work) {
  uv_timer_start(tock, on_tock, 1000, 1000);
  return uv_queue_work(loop, work, compress, 0);
}
