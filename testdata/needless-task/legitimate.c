// silent
// An offload, a task on another context, a body that starts itself to save the stack, a task that
// is given away or raced against, and a comment that says why.
#include <stdio.h>
#include <taskrt/context.h>
#include <taskrt/task.h>

static task_context *window;

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int read_file(void *arg, cancel_token token, void *result) {
  FILE *file = fopen(arg, "r");
  return file ? fclose(file) : TASK_EINVAL;
}

static int offload_ok(void *arg, cancel_token token, void *result) {
  return task_await(task_offload(read_file, "notes", 0, token), NULL);
}

static int descend_ok(void *arg, cancel_token token, void *result) {
  int *depth = arg;
  if (--*depth == 0)
    return 0;
  return task_await(task_run(descend_ok, depth, 0, token), NULL);
}

static int big_stack_ok(void *arg, cancel_token token, void *result) {
  // The parser recurses deeply and wants a stack of its own.
  return task_await(task_run(load, arg, 0, token), NULL);
}

static int polled_ok(void *arg, cancel_token token, void *result) {
  task *loading = task_run(load, arg, 0, token);
  while (!task_is_done(loading))
    task_yield();
  return task_await(loading, NULL);
}

static int detached_ok(void *arg, cancel_token token, void *result) {
  task_detach(task_run(load, arg, 0, token), NULL, NULL);
  return cancel_check(token);
}

static int elsewhere_ok(void *arg, cancel_token token, void *result) {
  return task_await(task_run_on(window, load, arg, 0, token), NULL);
}

static int all(void *arg, cancel_token token, void *result) {
  return offload_ok(arg, token, NULL) | descend_ok(arg, token, NULL) |
         big_stack_ok(arg, token, NULL) | polled_ok(arg, token, NULL) |
         detached_ok(arg, token, NULL) | elsewhere_ok(arg, token, NULL);
}

int main(void) {
  int ms = 1;
  return task_wait(task_run(all, &ms, 0, CANCEL_NONE));
}
