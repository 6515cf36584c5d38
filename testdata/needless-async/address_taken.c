// A function whose address is taken has the type that its users want: `async` stays.
#include <stddef.h>
#include <taskrt/task.h>

typedef int (*handler)(const char *request, cancel_token token);

struct route {
  const char *path;
  handler handle;
};

// Answers at once, next to others that do not.
static int ASYNC_LINT("async") get_version_ok(const char *request, cancel_token token) {
  return 1;
}

static int ASYNC_LINT("async") get_file_ok(const char *request, cancel_token token) {
  return task_delay(10, token);
}

static const struct route routes[] = {{"/version", get_version_ok}, {"/file", get_file_ok}};

// Registered at run time.
static handler fallback;

static void set_fallback(handler handle) {
  fallback = handle;
}

static int ASYNC_LINT("async") not_found_ok(const char *request, cancel_token token) {
  return 404;
}

// Chosen between two.
static int ASYNC_LINT("async") teapot_ok(const char *request, cancel_token token) {
  return 418;
}

static int ASYNC_LINT("async") moved_ok(const char *request, cancel_token token) {
  return 301;
}

static handler pick(int odd) {
  return odd ? teapot_ok : moved_ok;
}

// Called by its name only.
static int ASYNC_LINT("async") gone_bad(const char *request, cancel_token token) {
  // expect@-1: needless-async "`gone_bad`"
  return 410;
}

static int serve(void *arg, cancel_token token, void *result) {
  const char *request = arg;
  int status = 0;
  for (size_t i = 0; i < sizeof routes / sizeof *routes && status == 0; i++)
    if (routes[i].path[1] == request[1])
      status = routes[i].handle(request, token);
  if (status == 0)
    status = fallback(request, token);
  return status + pick(status & 1)(request, token) + gone_bad(request, token);
}

int main(void) {
  set_fallback(not_found_ok);
  return task_wait(task_run(serve, "/file", 0, CANCEL_NONE));
}
