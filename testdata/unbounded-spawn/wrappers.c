// A function that gives the task.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static task *serve_async(int *request, cancel_token token) {
  return task_run(serve, request, 0, token);
}

void given_bad(int *requests, int count, cancel_token token) {
  for (int i = 0; i < count; i++)
    task_detach(serve_async(&requests[i], token), NULL, NULL);
  // expect@-1: unbounded-spawn
}
