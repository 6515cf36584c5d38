// The finding and its note.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

static int page_bad(const char *url, cancel_token token) {
  task *page = fetch(url, token); // note: "return the task of `fetch`, and let the caller await it"
  return task_await(page, NULL);
  // expect@-1: await-and-return "`page_bad` only awaits a task and returns its status"
}

static int work(void *arg, cancel_token token, void *result) {
  return page_bad(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
