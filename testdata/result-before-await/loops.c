// Loops: one that reads each result too early, and those that watch progress.
#include <stdio.h>
#include <taskrt/task.h>

struct sum {
  int a, b;
  int total;
};

static int add(void *arg, cancel_token token, void *result) {
  struct sum *sum = arg;
  sum->total = sum->a + sum->b;
  return task_delay(1, token);
}

int each_bad(struct sum *sum, int turns) {
  int all = 0;
  for (int i = 0; i < turns; i++) {
    task *adding = task_run(add, sum, 0, CANCEL_NONE);
    all += sum->total; // expect: result-before-await
    if (task_await(adding, NULL) != 0)
      return -1;
  }
  return all;
}

int each_ok(struct sum *sum, int turns) {
  int all = 0;
  for (int i = 0; i < turns; i++) {
    if (task_await(task_run(add, sum, 0, CANCEL_NONE), NULL) != 0)
      return -1;
    all += sum->total;
  }
  return all;
}

int progress_ok(struct sum *sum) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  while (!task_is_done(adding)) {
    printf("%d\n", sum->total);
    task_yield();
  }
  return task_await(adding, NULL);
}
