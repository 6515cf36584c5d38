// A macro that gives up, with and without a word before.
#include <taskrt/combine.h>

#define FORGET(t) task_detach((t), NULL, NULL)

int race_bad(task *a, task *b) {
  task *both[] = {a, b};
  int status = task_await(task_when_any(both, 2), NULL);
  FORGET(a);
  // expect@-1: abandoned-losers
  return status ? status : task_await(b, NULL);
}

int race_ok(task *a, task *b, cancel_source *source) {
  task *both[] = {a, b};
  int status = task_await(task_when_any(both, 2), NULL);
  cancel_request(source);
  FORGET(a);
  return status ? status : task_await(b, NULL);
}
