// A loop that naps until a task is over, and one that awaits it.
#include <taskrt/task.h>

int join_bad(task *loading, cancel_token token) {
  int status = 0;
  while (!task_is_done(loading)) // expect: polling-wait "this loop polls for the end of a task"
    status |= task_delay(10, token);
  return status | task_await(loading, NULL);
}

int join_ok(task *loading, cancel_token token) {
  int status = task_await(loading, NULL);
  return status ? status : cancel_check(token);
}
