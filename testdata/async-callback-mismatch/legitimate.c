// silent
// Functions for tasks where tasks are made of them, and plain ones everywhere else.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <taskrt/context.h>
#include <taskrt/group.h>
#include <taskrt/task.h>

static volatile sig_atomic_t stop;

static int ASYNC_LINT("async") serve(void *arg, cancel_token token, void *result) {
  return stop ? 0 : task_delay(10, token);
}

static void ASYNC_LINT("async") repaint(void *arg) {
  (void)task_delay(10, CANCEL_NONE); // a frame
}

static void on_error(int status, void *arg) {
  stop = status;
}

static void on_term(int number) {
  stop = number;
}

static void *thread(void *arg) {
  return task_wait(task_run(serve, arg, 0, CANCEL_NONE)) ? arg : NULL;
}

int run_ok(task_context *window, task_group *group, pthread_t *other) {
  signal(SIGTERM, on_term);
  task_group_run(group, serve, NULL);
  task_detach(task_run_on(window, serve, NULL, 0, CANCEL_NONE), on_error, NULL);
  if (task_context_post(window, repaint, NULL) != 0)
    return -1;
  return pthread_create(other, NULL, thread, NULL);
}
