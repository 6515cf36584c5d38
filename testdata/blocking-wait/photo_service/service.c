// Requests run as tasks.
#include "photo.h"

static int serve(void *arg, cancel_token token, void *result) {
  struct photo *photo = arg;
  if (photo->name[0] == '\0')
    return TASK_EINVAL;
  return photo_shrink_now(photo, token); // note: "`serve` calls `photo_shrink_now` here"
}

task *service_begin(struct photo *photo, cancel_token token) {
  return task_run(serve, photo, 0, token); // note: "`serve` runs as a task"
}
