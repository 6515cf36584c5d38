// silent
// Loops that another thread runs, or that have run before the wait.
#include <pthread.h>
#include <taskrt/context.h>
#include <taskrt/task.h>

static task_context *shared;

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static void *ui(void *loop) {
  return task_loop_run(loop) == 0 ? loop : NULL;
}

int run_ok(void) {
  pthread_t thread;
  task_context *loop = task_loop_create();
  if (pthread_create(&thread, NULL, ui, loop) != 0)
    return -1;
  int status = task_wait(task_run_on(loop, load, NULL, 0, CANCEL_NONE));
  task_loop_quit(loop);
  pthread_join(thread, NULL);
  task_context_destroy(loop);
  return status;
}

int run_shared_ok(void) {
  task_context *loop = task_loop_create();
  shared = loop;
  return task_wait(task_run_on(loop, load, NULL, 0, CANCEL_NONE));
}

int run_before_ok(void) {
  task_context *loop = task_loop_create();
  task *loading = task_run_on(loop, load, NULL, 0, CANCEL_NONE);
  int status = task_loop_run(loop);
  if (status != 0)
    task_detach(loading, NULL, NULL);
  else
    status = task_wait(loading);
  task_context_destroy(loop);
  return status;
}

int run_given_ok(task_context *loop) {
  return task_wait(task_run_on(loop, load, NULL, 0, CANCEL_NONE));
}
