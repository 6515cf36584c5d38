// Functions that give a task start something that somebody may want to stop.
#include "thumbnail.h"

static const task *last;

static int shrink(void *arg, cancel_token token, void *result) {
  return task_delay(40, token);
}

task *thumbnail_start(void *image) { // expect: missing-token "`thumbnail_start`"
  return task_run(shrink, image, 0, CANCEL_NONE);
}

task *thumbnail_start_until(void *image, cancel_token token) {
  return task_run(shrink, image, 0, token);
}

int thumbnail_try_start(void *image, task **out) { // expect: missing-token
  *out = thumbnail_start_until(image, CANCEL_NONE);
  return *out ? 0 : TASK_ENOMEM;
}

const task *thumbnail_last(void) {
  return last;
}
