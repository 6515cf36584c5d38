// silent
// Something happens in between that others may see.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int done;
void trace(const char *what);

int call_ok(int left, int right, cancel_token token) {
  int first = task_await(task_run(load, &left, 0, token), NULL);
  trace("left");
  int second = task_await(task_run(load, &right, 0, token), NULL);
  return first | second;
}

int store_ok(struct cancel_source **seen, int left, int right, cancel_token token) {
  int first = task_await(task_run(load, &left, 0, token), NULL);
  *seen = token.source;
  int second = task_await(task_run(load, &right, 0, token), NULL);
  done = 1;
  return first | second;
}
