// The loser of two is given up; both are, once the first is over.
#include <taskrt/combine.h>

static int ask(void *server, cancel_token token, void *result) {
  return task_delay(100, token);
}

int loser_bad(void *a, void *b, cancel_token token) {
  task *both[] = {task_run(ask, a, 0, token), task_run(ask, b, 0, token)};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  if (status == 0)
    status = task_await(both[first], NULL);
  task_detach(both[1 - first], NULL, NULL);
  // expect@-1: abandoned-losers "`task_detach` gives up"
  return status;
}

int both_bad(task *a, task *b) {
  task *both[2];
  both[0] = a;
  both[1] = b;
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  task_detach(a, NULL, NULL);
  task_detach(b, NULL, NULL);
  // expect@-1: abandoned-losers
  // expect@-3: abandoned-losers
  return status ? status : (int)first;
}

int loser_ok(void *a, void *b, cancel_token token) {
  cancel_source *rest = cancel_source_create_linked(token);
  if (!rest)
    return TASK_ENOMEM;
  cancel_token stop = cancel_source_token(rest);
  task *both[] = {task_run(ask, a, 0, stop), task_run(ask, b, 0, stop)};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  cancel_request(rest);
  int one = task_await(both[0], NULL), other = task_await(both[1], NULL);
  cancel_source_destroy(rest);
  return status ? status : first ? other : one;
}
