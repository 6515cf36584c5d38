// The awaits in a macro.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

#define AWAIT(task) task_await((task), NULL)
#define LOAD(what) AWAIT(task_run(load, (what), 0, token))

int macro_bad(int left, int right, cancel_token token) {
  int first = AWAIT(task_run(load, &left, 0, token));
  int second = AWAIT(task_run(load, &right, 0, token));
  // expect@-1: sequential-awaits
  return first | second;
}

int whole_bad(int left, int right, cancel_token token) {
  int first = LOAD(&left), second = 0;
  second = LOAD(&right);
  // expect@-1: sequential-awaits
  return first | second;
}
