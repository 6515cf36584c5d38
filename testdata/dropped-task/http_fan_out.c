// A front page made of several services: the handler starts one request each and collects them.
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <taskrt/task.h>

enum { MAX_BACKENDS = 6 };

struct backend {
  const char *host;
  bool optional;
};

struct response {
  int code;
  size_t length;
  char body[512];
};

static int call_backend(void *arg, cancel_token token, void *result) {
  const struct backend *backend = arg;
  struct response *response = result;
  int status = task_delay(20, token);
  if (status != 0)
    return status;
  response->code = 200;
  response->length = strlen(backend->host);
  memcpy(response->body, backend->host, response->length);
  return 0;
}

static task *start_call(struct backend *backend, cancel_token token) {
  return task_run(call_backend, backend, sizeof(struct response), token);
}

// The handler of a cached page does not need the reply it has just asked for.
static int serve_cached_bad(struct backend *backend, struct response *cached, cancel_token token) {
  struct response fresh;
  task *call = start_call(backend, token); // expect: dropped-task "on every path"
  if (cached->code == 200)
    return 0;
  int status = task_await(call, &fresh);
  if (status == 0)
    *cached = fresh;
  return status;
}

// A failing backend ends the handler while the other calls are still running.
static int serve_pair_bad(struct backend *left, struct backend *right, struct response *page,
                          cancel_token token) {
  struct response replies[2];
  task *first = start_call(left, token);
  task *second = start_call(right, token); // expect: dropped-task "on every path"
  int status = task_await(first, &replies[0]);
  if (status != 0)
    return status;
  status = task_await(second, &replies[1]);
  if (status == 0)
    *page = replies[0].length > replies[1].length ? replies[0] : replies[1];
  return status;
}

// Optional backends are asked for the sake of their caches only.
static void warm_bad(struct backend *backends, size_t count, cancel_token token) {
  for (size_t i = 0; i < count; i++) {
    if (backends[i].optional)
      start_call(&backends[i], token); // expect: dropped-task "nobody keeps"
  }
}

static int serve_ok(struct backend *backends, size_t count, struct response *replies,
                    cancel_token token) {
  task *calls[MAX_BACKENDS];
  size_t started = 0;
  for (size_t i = 0; i < count && started < MAX_BACKENDS; i++)
    calls[started++] = start_call(&backends[i], token);
  return task_await(task_when_all(calls, started), replies);
}

static void report_failure(int status, void *arg) {
  struct backend *backend = arg;
  backend->optional = true;
}

static void warm_ok(struct backend *backends, size_t count, cancel_token token) {
  for (size_t i = 0; i < count; i++)
    task_detach(start_call(&backends[i], token), report_failure, &backends[i]); // there are few
}

static int serve(void *arg, cancel_token token, void *result) {
  struct backend *backends = arg;
  struct response page = {0};
  struct response replies[2];
  warm_bad(backends, 2, token);
  warm_ok(backends, 2, token);
  int status = serve_cached_bad(&backends[0], &page, token);
  if (status == 0)
    status = serve_pair_bad(&backends[0], &backends[1], &page, token);
  return status == 0 ? serve_ok(backends, 2, replies, token) : status;
}

int main(void) {
  struct backend backends[2] = {{.host = "news"}, {.host = "weather", .optional = true}};
  return task_wait(task_run(serve, backends, 0, CANCEL_NONE));
}
