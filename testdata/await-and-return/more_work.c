// silent
// Something else is done: before, behind, or with the result.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");
void trace(const char *what);

static int before_ok(const char *url, cancel_token token) {
  trace(url);
  return task_await(fetch(url, token), NULL);
}

static int behind_ok(const char *url, cancel_token token) {
  int status = task_await(fetch(url, token), NULL);
  trace(url);
  return status;
}

static int sum_ok(const char *url, cancel_token token) {
  int size = 0, status = task_await(fetch(url, token), &size);
  return status ? status : size;
}

static int work(void *arg, cancel_token token, void *result) {
  return before_ok(arg, token) | behind_ok(arg, token) | sum_ok(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
