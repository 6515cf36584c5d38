// A member that the task writes is read before the task is over.
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

int total_bad(int a, int b, int *out) {
  struct sum sum = {a, b, 0};
  task *adding = task_run(add, &sum, 0, CANCEL_NONE);
  *out = sum.total; // expect: result-before-await "`sum.total` is read before the task"
  return task_await(adding, NULL);
}

int test_bad(struct sum *sum) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  int big = sum->total > 10; // expect: result-before-await "`sum->total`"
  return task_await(adding, NULL) == 0 ? big : -1;
}

int total_ok(int a, int b, int *out) {
  struct sum sum = {a, b, 0};
  task *adding = task_run(add, &sum, 0, CANCEL_NONE);
  int status = task_await(adding, NULL);
  *out = sum.total;
  return status;
}

// What the task only reads may be read.
int input_ok(int a, int b, int *out) {
  struct sum sum = {a, b, 0};
  task *adding = task_run(add, &sum, 0, CANCEL_NONE);
  *out = sum.a;
  return task_await(adding, NULL);
}
