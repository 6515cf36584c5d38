// The whole path of a finding: where the task is started, every call on the way, the remedy.
#include <taskrt/task.h>

static int load_image(void *arg, cancel_token token, void *result) {
  return task_delay(8, token);
}

static int image_get_bad(const char *name, cancel_token token) {
  task *loading = task_run(load_image, (void *)name, 0, token);
  return task_wait(loading); // expect: blocking-wait "`task_wait`"
  // note@-1: "`task_await`"
}

static int show_gallery(cancel_token token) {
  int status = image_get_bad("first.png", token);
  // note@-1: "`show_gallery` calls `image_get_bad` here"
  return status ? status : image_get_bad("second.png", token);
}

static int gallery_main(void *arg, cancel_token token, void *result) {
  return show_gallery(token); // note: "`gallery_main` calls `show_gallery` here"
}

int main(void) {
  task *gallery = task_run(gallery_main, NULL, 0, CANCEL_NONE);
  // note@-1: "`gallery_main` runs as a task"
  return task_wait(gallery);
}
