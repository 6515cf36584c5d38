// What no handler is: NULL, 0, a variable that is always NULL.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL;
  return task_delay(10, token);
}

static void failed(int status, void *arg) {
  *(int *)arg = status;
}

typedef void (*handler)(int status, void *arg);

void zero_bad(void *page, cancel_token token) {
  task_detach(task_run(save, page, 0, token), 0, page);
  // expect@-1: unhandled-detach
}

void variable_bad(void *page, cancel_token token) {
  handler none = NULL;
  task_detach(task_run(save, page, 0, token), none, NULL);
  // expect@-1: unhandled-detach
}

void given_ok(void *page, handler on_error, cancel_token token) {
  task_detach(task_run(save, page, 0, token), on_error, page);
}
