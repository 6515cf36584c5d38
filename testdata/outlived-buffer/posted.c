// What is posted to a context is used when the context gets to it.
#include <stdlib.h>
#include <taskrt/context.h>

static int shown;

static void show(void *arg) {
  shown = *(int *)arg;
}

static void show_and_free(void *arg) {
  show(arg);
  free(arg);
}

int post_local_bad(task_context *window) {
  int number = 3;
  return task_context_post(window, show, &number); // expect: outlived-buffer "`number`"
}

int post_static_ok(task_context *window) {
  static int number = 3;
  return task_context_post(window, show, &number);
}

int post_copy_ok(task_context *window) {
  int *copy = malloc(sizeof *copy);
  if (!copy)
    return -12;
  *copy = 3;
  int status = task_context_post(window, show_and_free, copy);
  if (status != 0)
    free(copy);
  return status;
}

int post_argument_ok(task_context *window, int *number) {
  return task_context_post(window, show, number);
}
