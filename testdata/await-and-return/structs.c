// A handle in a structure, and an argument out of one.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

struct request {
  const char *url;
  task *page;
};

static struct request request = {.url = "/"};

static int kept_ok(struct request *from, cancel_token token) {
  from->page = fetch(from->url, token);
  return task_await(from->page, NULL);
}

static int url_bad(const struct request *from, cancel_token token) {
  return task_await(fetch(from->url, token), NULL); // expect: await-and-return
}

static int work(void *arg, cancel_token token, void *result) {
  return kept_ok(&request, token) | url_bad(&request, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
