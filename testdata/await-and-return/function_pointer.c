// The task comes through a pointer.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

struct net {
  task *(*fetch)(const char *url, cancel_token token);
};

static const struct net net = {fetch};

static int through_bad(const struct net *with, cancel_token token) {
  return task_await(with->fetch("/", token), NULL); // expect: await-and-return
}

static int unknown_ok(task *(*get)(const char *url), cancel_token token) {
  (void)token;
  return task_await(get("/"), NULL);
}

static int work(void *arg, cancel_token token, void *result) {
  return through_bad(&net, token) | unknown_ok(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
