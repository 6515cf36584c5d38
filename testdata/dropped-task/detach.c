// Giving a task up on purpose is a way to end the duty; forgetting it on one path is not.
#include <stdio.h>
#include <taskrt/task.h>

struct metrics {
  unsigned failures;
};

static int push_metrics(void *arg, cancel_token token, void *result) {
  return task_delay(11, token);
}

static void count_failure(int status, void *arg) {
  struct metrics *metrics = arg;
  metrics->failures++;
}

static void give_up(task *t, struct metrics *metrics) {
  task_detach(t, count_failure, metrics);
}

void push_ok(struct metrics *metrics) {
  task_detach(task_run(push_metrics, metrics, 0, CANCEL_NONE), count_failure, metrics);
}

void push_by_helper_ok(struct metrics *metrics) {
  give_up(task_run(push_metrics, metrics, 0, CANCEL_NONE), metrics);
}

int push_or_detach_ok(struct metrics *metrics, int wait) {
  task *push = task_run(push_metrics, metrics, 0, CANCEL_NONE);
  if (wait)
    return task_await(push, NULL);
  give_up(push, metrics);
  return 0;
}

void push_each_ok(struct metrics *metrics, int count) {
  while (count-- > 0)
    // There are ten of them.
    task_detach(task_run(push_metrics, &metrics[count], 0, CANCEL_NONE), count_failure, metrics);
}

void push_sometimes_bad(struct metrics *metrics, int quiet) {
  task *push = task_run(push_metrics, metrics, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  if (!quiet)
    task_detach(push, count_failure, metrics);
}
