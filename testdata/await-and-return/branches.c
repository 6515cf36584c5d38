// Loops, several tasks, and a choice of tasks are more than a wrapper.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

static int each_ok(const char *url, cancel_token token) {
  int status = 0;
  while (*url && status == 0)
    status = task_await(fetch(url++, token), NULL); // one after the other
  return status;
}

static int either_ok(const char *url, cancel_token token) {
  task *page = *url ? fetch(url, token) : fetch("/", token);
  return task_await(page, NULL);
}

static int two_ok(const char *url, cancel_token token) {
  int status = task_await(fetch(url, token), NULL);
  return status ? status : task_await(fetch("/", token), NULL);
}

static int last_bad(const char *url, cancel_token token) {
  const char *page = url + 1;
  return task_await(fetch(page, token), NULL); // expect: await-and-return
}

static int work(void *arg, cancel_token token, void *result) {
  return each_ok(arg, token) | either_ok(arg, token) | two_ok(arg, token) | last_bad(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
