// silent
// Not the status is returned, but what is made of it.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

static int negated_ok(const char *url, cancel_token token) {
  return !task_await(fetch(url, token), NULL);
}

static int mapped_ok(const char *url, cancel_token token) {
  return task_await(fetch(url, token), NULL) ? -1 : 0;
}

static int ignored_ok(const char *url, cancel_token token) {
  (void)task_await(fetch(url, token), NULL); // the cache is warm now, or it is not
  return 0;
}

static int work(void *arg, cancel_token token, void *result) {
  return negated_ok(arg, token) | mapped_ok(arg, token) | ignored_ok(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
