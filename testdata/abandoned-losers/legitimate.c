// silent
// Losers that are cancelled, awaited, meant to go on, or no losers.
#include <taskrt/combine.h>

static int ask(void *server, cancel_token token, void *result) {
  return task_delay(100, token);
}

int awaited_ok(task *a, task *b) {
  task *both[] = {a, b};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  int one = task_await(a, NULL), other = task_await(b, NULL);
  return status ? status : first ? other : one;
}

int cancelled_ok(cancel_source *source, void *a, void *b) {
  cancel_token token = cancel_source_token(source);
  task *both[] = {task_run(ask, a, 0, token), task_run(ask, b, 0, token)};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  cancel_request(source);
  task_detach(both[0], NULL, NULL);
  task_detach(both[1], NULL, NULL);
  return status;
}

int limited_ok(cancel_source *source, void *a, void *b) {
  cancel_token token = cancel_source_token(source);
  cancel_source_cancel_after(source, 1000);
  task *both[] = {task_run(ask, a, 0, token), task_run(ask, b, 0, token)};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  task_detach(both[0], NULL, NULL);
  task_detach(both[1], NULL, NULL);
  return status;
}

int cached_ok(void *a, void *b, cancel_token token) {
  task *both[] = {task_run(ask, a, 0, token), task_run(ask, b, 0, token)};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  if (status == 0)
    status = task_await(both[first], NULL);
  task_detach(both[1 - first], NULL, NULL); // its answer goes into the cache
  return status;
}

int another_ok(void *a, void *b, void *c, cancel_token token) {
  task *both[] = {task_run(ask, a, 0, token), task_run(ask, b, 0, token)};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  int one = task_await(both[0], NULL), other = task_await(both[1], NULL);
  task_detach(task_run(ask, c, 0, token), NULL, NULL);
  return status ? status : one ? one : other;
}

int before_ok(task *old, task *a, task *b) {
  task_detach(old, NULL, NULL);
  task *both[] = {a, b};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  int one = task_await(both[0], NULL), other = task_await(both[1], NULL);
  return status ? status : one ? one : other;
}
