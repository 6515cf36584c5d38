// Loops that go on for as long as a handle is there.
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

static task *more(void *feed) {
  return task_run(look_up, feed, sizeof(int), CANCEL_NONE);
}

int drain_bad(void *feed) {
  int turns = 0;
  while (more(feed)) // expect: task-as-value, dropped-task
    turns++;
  return turns;
}

int drain_ok(void *feed) {
  int turns = 0, any = 1;
  while (any && task_await(more(feed), &any) == 0)
    turns++;
  return turns;
}

int drain_handles_ok(void *feed) {
  int turns = 0;
  task *next;
  while ((next = more(feed)) && task_await(next, NULL) == 0)
    turns++;
  return turns;
}
