// A task for each request, and nobody who counts them.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

void serve_bad(int *requests, int count, cancel_token token) {
  for (int i = 0; i < count; i++)
    task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
  // expect@-1: unbounded-spawn "each round starts a task, and nobody bounds how many"
}
