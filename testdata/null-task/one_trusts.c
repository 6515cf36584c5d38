// One caller that does not test is enough.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *open_page(const char *name) {
  if (!name)
    return NULL; // expect: null-task
  return task_run(fetch, (void *)name, 0, CANCEL_NONE);
}

int careful_ok(const char *name) {
  task *page = open_page(name);
  return page ? task_await(page, NULL) : TASK_EINVAL;
}

void trusting_bad(const char *name) {
  task_detach(open_page(name), NULL, NULL); // note: "gives it to `task_detach` without a test"
}
