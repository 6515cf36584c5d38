// A task that can fail is given up without a handler, and with one.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

void save_bad(void *document, cancel_token token) {
  task_detach(task_run(save, document, 0, token), NULL, NULL);
  // expect@-1: unhandled-detach "nobody hears when `save` fails"
}

void save_ok(int *status, cancel_token token) {
  task_detach(task_run(save, status, 0, token), failed, status);
}
