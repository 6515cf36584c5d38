// silent
// A lock, or a clean-up that runs at the end, spans the await.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");
#include <stdlib.h>

static void release(char **text) {
  free(*text);
}

static int cleaned_ok(char *url, cancel_token token) {
  __attribute__((cleanup(release))) char *copy = url;
  return task_await(fetch(copy, token), NULL);
}

static int freed_ok(char *url, cancel_token token) {
  int status = cancel_check(token);
  if (status != 0)
    goto out;
  status = task_await(fetch(url, token), NULL);
out:
  free(url);
  return status;
}

static int work(void *arg, cancel_token token, void *result) {
  return cleaned_ok(arg, token) | freed_ok(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
