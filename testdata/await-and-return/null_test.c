// A test for NULL changes nothing.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

static int early_bad(const char *url, cancel_token token) {
  task *page = fetch(url, token);
  if (!page)
    return TASK_ENOMEM;
  return task_await(page, NULL); // expect: await-and-return
}

static int late_bad(const char *url, cancel_token token) {
  int status = TASK_ENOMEM;
  task *page = fetch(url, token);
  if (page != NULL)
    status = task_await(page, NULL);
  return status; // the rule sees a status that may be another one
}

static int work(void *arg, cancel_token token, void *result) {
  return early_bad(arg, token) | late_bad(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
