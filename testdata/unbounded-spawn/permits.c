// silent
// A permit is taken in each round.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

int permit_take(int *permits, cancel_token token) ASYNC_LINT("suspends; acquires permits");

void permitted_ok(int *permits, int *requests, int count, cancel_token token) {
  for (int i = 0; i < count && permit_take(permits, token) == 0; i++)
    task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
}

static int own_limit(int running, cancel_token token) {
  return running > 10 ? task_delay(1, token) : 0;
}

void limited_ok(int *requests, int count, cancel_token token) {
  for (int i = 0; i < count && own_limit(i, token) == 0; i++)
    task_detach(task_run(serve, &requests[i], 0, token), NULL, NULL);
}
