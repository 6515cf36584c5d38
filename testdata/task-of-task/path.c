// Which call gives the inner task, the branches to the loss, and what to do.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

int show_bad(void *user, int limit, cancel_token token) {
  task *inner;
  int status = task_await(task_run(start_load, user, sizeof(task *), token), &inner);
  // expect@-1: task-of-task "the task that `task_await` gives as a result"
  // note@-2: "await the inner task, too, or let the body of the outer one await it"
  if (status != 0)
    return status;
  if (limit < 3) // note: "this is true"
    return 0;    // note: "the function returns here with `inner` still running"
  return task_await(inner, NULL);
}
