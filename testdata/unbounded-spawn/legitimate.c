// silent
// One task, tasks of others, and a loop behind the start.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

void one_ok(int *request, int count, cancel_token token) {
  task_detach(task_run(serve, request, 0, token), NULL, NULL);
  while (count-- > 0)
    ++*request;
}

void others_ok(task **running, int count) {
  for (int i = 0; i < count; i++)
    task_detach(running[i], NULL, NULL);
}
