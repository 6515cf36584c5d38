// The way out gives up what is left.
#include <taskrt/combine.h>

static int ask(void *server, cancel_token token, void *result) {
  return task_delay(100, token);
}

int race_bad(void *a, void *b, cancel_token token) {
  task *one = task_run(ask, a, 0, token), *other = task_run(ask, b, 0, token);
  task *both[] = {one, other};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  if (status != 0)
    goto out;
  if (first == 0) {
    status = task_await(one, NULL);
    task_detach(other, NULL, NULL);
    // expect@-1: abandoned-losers
    return status;
  }
out:
  task_detach(one, NULL, NULL);
  // expect@-1: abandoned-losers
  int last = task_await(other, NULL);
  return status ? status : last;
}
