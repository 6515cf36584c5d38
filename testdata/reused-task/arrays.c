// Elements of arrays: with constant indices each is a handle of its own.
#include <stddef.h>
#include <taskrt/task.h>

static int part(void *arg, cancel_token token, void *result) {
  return task_delay(2, token);
}

int same_element_bad(task *parts[2]) {
  int status = task_await(parts[0], NULL);
  return status | task_await(parts[0], NULL); // expect: reused-task "takes `*parts`"
}

int other_element_ok(task *parts[2]) {
  int status = task_await(parts[0], NULL);
  return status | task_await(parts[1], NULL);
}

int every_element_ok(task **parts, size_t count) {
  int status = 0;
  for (size_t i = 0; i < count; i++)
    status |= task_await(parts[i], NULL);
  return status;
}

int fill_and_drain_ok(void *arg) {
  task *parts[4];
  int status = 0;
  for (int i = 0; i < 4; i++)
    parts[i] = task_run(part, arg, 0, CANCEL_NONE);
  for (int i = 0; i < 4; i++)
    status |= task_await(parts[i], NULL);
  return status;
}

int first_then_rest_ok(task **parts, int count) {
  int status = task_await(parts[0], NULL);
  for (int i = 1; i < count; i++)
    status |= task_await(parts[i], NULL);
  return status;
}

int stepping_pointer_ok(task **parts, int count) {
  int status = 0;
  for (task **at = parts; at < parts + count; at++)
    status |= task_await(*at, NULL);
  return status;
}

// Which element it is, nobody can tell: the same index is not compared with itself.
int fn_variable_index(task **parts, int at) {
  int status = task_await(parts[at], NULL);
  return status | task_await(parts[at], NULL);
}
