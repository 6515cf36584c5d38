// The same where a thread waits, and where a loop runs until the outer task is over.
#include <taskrt/context.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static int start_load(void *arg, cancel_token token, void *result) {
  *(task **)result = task_run(load, arg, 0, token);
  return 0;
}

int thread_bad(void *user) {
  task *inner = NULL;
  return task_result(task_run(start_load, user, sizeof(task *), CANCEL_NONE), &inner);
  // expect@-1: task-of-task "`task_result`"
}

int loop_bad(task_context *loop, void *user) {
  task *inner = NULL;
  task *outer = task_run_on(loop, start_load, user, sizeof(task *), CANCEL_NONE);
  return task_loop_run_until(loop, outer, &inner); // expect: task-of-task
}

int thread_ok(void *user) {
  task *inner = NULL;
  int status = task_result(task_run(start_load, user, sizeof(task *), CANCEL_NONE), &inner);
  return status ? status : task_wait(inner);
}
