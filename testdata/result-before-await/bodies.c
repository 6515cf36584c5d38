// What the body writes: directly, through its parameter, by a call that fills a member.
#include <taskrt/task.h>

struct work {
  long input, output, extra;
};

static int fill(void *arg, cancel_token token, void *result) {
  struct work *work = arg;
  return task_await(task_delay_async(1, token), &work->output);
}

static int cast(void *arg, cancel_token token, void *result) {
  ((struct work *)arg)->output = 3;
  return task_delay(1, token);
}

static int copy(void *arg, cancel_token token, void *result) {
  struct work *work = arg, *same = work;
  same->output = same->input;
  return task_delay(1, token);
}

long filled_bad(struct work *work) {
  task *t = task_run(fill, work, 0, CANCEL_NONE);
  long output = work->output; // expect: result-before-await
  return task_await(t, NULL) == 0 ? output : -1;
}

long cast_bad(struct work *work) {
  task *t = task_offload(cast, work, 0, CANCEL_NONE);
  long output = work->output; // expect: result-before-await
  return task_await(t, NULL) == 0 ? output : -1;
}

long copied_bad(struct work *work) {
  task *t = task_start(copy, work, 0, CANCEL_NONE);
  long output = work->output; // expect: result-before-await
  return task_await(t, NULL) == 0 ? output : -1;
}

long extra_ok(struct work *work) {
  task *t = task_run(copy, work, 0, CANCEL_NONE);
  long extra = work->extra;
  return task_await(t, NULL) == 0 ? extra : -1;
}
