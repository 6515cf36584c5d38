// silent
// Exported functions, functions for both worlds, direct calls, and bodies that are started.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");

int library_ok(const char *url, cancel_token token) {
  return task_await(fetch(url, token), NULL);
}

static int load_body(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int load_ok(void *arg, cancel_token token) {
  return task_await(task_offload(load_body, arg, 0, token), NULL);
}

static int pause_ok(cancel_token token) {
  return task_delay(3, token);
}

// Its callers know it as a function that suspends.
static int ASYNC_LINT("async") declared_ok(const char *url, cancel_token token) {
  return task_await(fetch(url, token), NULL);
}

static int work(void *arg, cancel_token token, void *result) {
  return load_ok(arg, token) | pause_ok(token) | declared_ok(arg, token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
