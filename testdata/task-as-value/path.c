// The finding with its notes: what is a task, and what to do.
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

int count_all_bad(void *user, int known) {
  task *found = task_run(look_up, user, sizeof(int), CANCEL_NONE);
  int count = (int)(long)found; // expect: task-as-value "`found` is a task"
  // note@-1: "await it, and use the result that it hands over"
  return task_await(found, NULL) == 0 ? known + count : known;
}
