// The notes: where it is given up, and what to do.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

void serve_bad(int *requests, int count, cancel_token token) {
  for (int i = 0; i < count; i++) {
    task *serving = task_run(serve, &requests[i], 0, token);
    // expect@-1: unbounded-spawn
    // note@-2: "take a permit in each round, or join the tasks"

    task_detach(serving, NULL, NULL);
    // note@-1: "it is given up here"
  }
}
