// The notes: where it pauses, and what to do.
#include <taskrt/task.h>

int join_bad(task *loading, cancel_token token) {
  int status = 0;
  while (!task_is_done(loading)) { // expect: polling-wait
    // note@-1: "await the task"
    status |= task_delay(10, token); // note: "it pauses here"
  }
  return status | task_await(loading, NULL);
}
