// silent
// The signature is fixed: a body of a task, an entry of a table, a callback.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");
typedef int (*page)(const char *url, cancel_token token);

static int front_ok(const char *url, cancel_token token) {
  return task_await(fetch(url, token), NULL);
}

static const page pages[] = {front_ok};

static int body_ok(void *arg, cancel_token token, void *result) {
  return task_await(fetch(arg, token), result);
}

int other(char *url) {
  return task_wait(task_run(body_ok, url, 0, CANCEL_NONE));
}

static int work(void *arg, cancel_token token, void *result) {
  return pages[0](arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
