// The await, or the whole wrapper, comes out of a macro.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");
#define AWAIT(task) task_await((task), NULL)
#define DEFINE_PAGE(name, url)                                                                     \
  static int name(cancel_token token) {                                                            \
    return task_await(fetch(url, token), NULL);                                                    \
  }

static int page_bad(cancel_token token) {
  return AWAIT(fetch("/", token)); // expect: await-and-return
}

DEFINE_PAGE(logo_bad, "/logo") // expect: await-and-return

static int work(void *arg, cancel_token token, void *result) {
  return page_bad(token) | logo_bad(token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
