// Work on one photo.
#include "photo.h"

static int probe(void *arg, cancel_token token, void *result) {
  struct photo *photo = arg;
  photo->width = photo->height = 640;
  return task_delay(2, token);
}

static int shrink(void *arg, cancel_token token, void *result) {
  struct photo *photo = arg;
  int status = photo_probe(photo, token);
  photo->width /= 2;
  return status;
}

int photo_probe(struct photo *photo, cancel_token token) {
  return task_wait(task_run(probe, photo, 0, token)); // expect: blocking-wait "`task_wait`"
}

task *photo_shrink(struct photo *photo, cancel_token token) {
  return task_run(shrink, photo, 0, token);
}
