// Started by a macro.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

#define GO(body, arg) task_detach(task_run((body), (arg), 0, token), NULL, NULL)

void macro_bad(int *requests, int count, cancel_token token) {
  for (int i = 0; i < count; i++)
    GO(serve, &requests[i]);
  // expect@-1: unbounded-spawn
}

void once_ok(int *request, cancel_token token) {
  GO(serve, request);
}
