// The wrapper in one expression, with a variable, and with the result of its caller.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

static int page_bad(cancel_token token) {
  return task_await(fetch("/", token), NULL); // expect: await-and-return "`page_bad` only awaits"
}

static int named_bad(const char *url, cancel_token token) {
  task *page = fetch(url, token);
  int status = task_await(page, NULL); // expect: await-and-return
  return status;
}

static int into_bad(const char *url, void *result, cancel_token token) {
  return task_await(fetch(url, token), result); // expect: await-and-return
}

static int work(void *arg, cancel_token token, void *result) {
  return page_bad(token) | named_bad(arg, token) | into_bad(arg, result, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
