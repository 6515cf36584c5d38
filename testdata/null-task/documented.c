// The contract says that there may be none: callers are to test.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *next_page(int page) ASYNC_LINT("gives task on success");
static task *next_page(int page) {
  if (page > 10)
    return NULL;
  return task_run(fetch, NULL, 0, CANCEL_NONE);
}

int next_ok(int page) {
  task *t = next_page(page);
  return t ? task_await(t, NULL) : 0;
}

static task *last_page(int page) ASYNC_LINT("gives task");
static task *last_page(int page) {
  if (page > 10)
    return NULL; // expect: null-task "`last_page`"
  return task_run(fetch, NULL, 0, CANCEL_NONE);
}

int last_bad(int page) {
  return task_await(last_page(page), NULL);
}
