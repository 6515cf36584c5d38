// silent
// Loops that are run where none runs: in main, in threads, in offloaded bodies.
#include <pthread.h>
#include <taskrt/context.h>
#include <taskrt/task.h>

static void *thread(void *arg) {
  return task_loop_run(arg) ? arg : NULL;
}

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

int start_ok(task_context *loop, pthread_t *id) {
  return pthread_create(id, NULL, thread, loop);
}

int main(void) {
  task_context *loop = task_loop_create();
  if (!loop)
    return 1;
  task *loading = task_run_on(loop, load, NULL, 0, CANCEL_NONE);
  int status = task_loop_run_until(loop, loading, NULL);
  task_context_destroy(loop);
  return status;
}
