// Bodies in a table: each runs in a task of its own.
#include <taskrt.h>

static unsigned epoch;

static int forward_bad(void *arg, cancel_token token, void *result) {
  unsigned now = epoch;
  int status = task_delay(1, token);
  epoch = now + 1; // expect: stale-after-await
  return status;
}

static int back_bad(void *arg, cancel_token token, void *result) {
  unsigned now = epoch;
  int status = task_delay(1, token);
  epoch = now - 1; // expect: stale-after-await
  return status;
}

static const task_fn ways[] = {forward_bad, back_bad};

int run(cancel_token token) {
  task *tasks[2];
  for (int i = 0; i < 2; i++)
    tasks[i] = task_run(ways[i], NULL, 0, token);
  return task_await(task_when_all(tasks, 2), NULL);
}
