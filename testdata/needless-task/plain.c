// A task awaited in the next step, in one expression and through a variable.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int nested_bad(void *arg, cancel_token token, void *result) {
  return task_await(task_run(load, arg, 0, token), NULL);
  // expect@-1: needless-task "awaited at once"
}

static int variable_bad(void *arg, cancel_token token, void *result) {
  task *loading = task_start(load, arg, 0, token);
  // expect@-1: needless-task
  int status = task_await(loading, NULL);
  return status;
}

int main(void) {
  int ms = 1;
  int status = task_wait(task_run(nested_bad, &ms, 0, CANCEL_NONE));
  return status ? status : task_wait(task_run(variable_bad, &ms, 0, CANCEL_NONE));
}
