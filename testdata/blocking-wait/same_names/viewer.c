// A static function of the same name as in editor.c, which only main uses.
#include <taskrt/task.h>

static int render(void *arg, cancel_token token, void *result) {
  return task_delay(3, token);
}

static int finish(task *running) {
  return task_wait(running);
}

int view(void *page) {
  return finish(task_run(render, page, 0, CANCEL_NONE));
}
