// A token before what the function works with.
#include <taskrt/task.h>

int resize_bad(cancel_token token, int width, int height) {
  // expect@-1: token-position "before `width`"
  return task_delay((unsigned)(width * height), token);
}

int resize_ok(int width, int height, cancel_token token) {
  return task_delay((unsigned)(width * height), token);
}

int rename_bad(int from, cancel_token token, int to) { // expect: token-position "before `to`"
  return task_delay((unsigned)(from + to), token);
}

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

task *send_async_bad(cancel_token token, int fd) { // expect: token-position "before `fd`"
  return fd < 0 ? task_failed(-9) : task_run(work, NULL, 0, token);
}
