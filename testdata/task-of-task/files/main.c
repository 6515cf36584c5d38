// Awaits the outer task of another file.
#include "loader.h"

int show_bad(void *user, cancel_token token) {
  task *inner = NULL;
  return task_await(loader_begin(user, token), &inner); // expect: task-of-task
}

int show_ok(void *user, cancel_token token) {
  task *inner = NULL;
  int status = task_await(loader_begin(user, token), &inner);
  return status ? status : task_await(inner, NULL);
}
