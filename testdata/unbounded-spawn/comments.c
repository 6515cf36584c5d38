// A comment says what the limit is.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

void commented_ok(int *requests, int count, cancel_token token) {
  for (int i = 0; i < count; i++)
    // At most one a client, and there are ten.
    task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
}

void uncommented_bad(int *requests, int count, cancel_token token) {
  while (count-- > 0)
    task_detach(task_start(serve, &requests[count], 0, token), NULL, NULL);
  // expect@-1: unbounded-spawn
}
