// Wrappers with a variable number of handles.
#include <stdarg.h>
#include <stdio.h>
#include <taskrt/task.h>

static int load_tile(void *arg, cancel_token token, void *result) {
  return task_delay(3, token);
}

// Ends with NULL.
static int wait_all_bad(task *first, ...) {
  va_list rest;
  int status = task_wait(first); // expect: blocking-wait "`task_wait`"
  va_start(rest, first);
  for (task *next = va_arg(rest, task *); next; next = va_arg(rest, task *))
    status |= task_wait(next); // expect: blocking-wait "`task_wait`"
  va_end(rest);
  return status;
}

static int show_map(void *arg, cancel_token token, void *result) {
  return wait_all_bad(task_run(load_tile, arg, 0, token), task_run(load_tile, arg, 0, token), NULL);
}

static int wait_named_bad(task *loading, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  return task_wait(loading); // expect: blocking-wait "`task_wait`"
}

static int show_tile(void *arg, cancel_token token, void *result) {
  return wait_named_bad(task_run(load_tile, arg, 0, token), "tile %d\n", *(int *)arg);
}

// Awaits.
static int await_named_ok(task *loading, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  return task_await(loading, NULL);
}

static int show_legend(void *arg, cancel_token token, void *result) {
  return await_named_ok(task_run(load_tile, arg, 0, token), "legend %d\n", *(int *)arg);
}

int main(void) {
  int tile = 7;
  task *legend = task_run(show_legend, &tile, 0, CANCEL_NONE);
  task *all[] = {task_run(show_map, &tile, 0, CANCEL_NONE),
                 task_run(show_tile, &tile, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, 2)) | task_wait(legend);
}
