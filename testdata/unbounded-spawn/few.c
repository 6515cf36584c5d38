// A constant number, small and large.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

void few_ok(int *requests, cancel_token token) {
  for (int i = 0; i < 4; i++)
    task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
}

void many_bad(int *requests, cancel_token token) {
  for (int i = 0; i < 100000; i++)
    task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
  // expect@-1: unbounded-spawn
}
