// Where the handle was found done, the result is there.
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

int done_ok(struct sum *sum, int *out) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  if (task_is_done(adding))
    *out = sum->total;
  return task_await(adding, NULL);
}

int not_done_bad(struct sum *sum, int *out) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  if (!task_is_done(adding))
    *out = sum->total; // expect: result-before-await
  return task_await(adding, NULL);
}

int waited_ok(struct sum *sum, int *out) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  while (!task_is_done(adding))
    task_yield();
  *out = sum->total;
  return task_await(adding, NULL);
}

int not_started_ok(struct sum *sum, int *out) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  if (!adding) {
    *out = sum->total;
    return TASK_ENOMEM;
  }
  return task_await(adding, NULL);
}
