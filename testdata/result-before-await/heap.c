// Memory from the heap, and pointers to it.
#include <stdlib.h>
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

struct box {
  struct sum *sum;
};

int heap_bad(void) {
  struct sum *sum = calloc(1, sizeof *sum);
  if (!sum)
    return TASK_ENOMEM;
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  int total = sum->total; // expect: result-before-await
  int status = task_await(adding, NULL);
  free(sum);
  return status == 0 ? total : status;
}

int member_bad(struct box *box) {
  task *adding = task_run(add, box->sum, 0, CANCEL_NONE);
  int total = box->sum->total; // expect: result-before-await "`box->sum->total`"
  return task_await(adding, NULL) == 0 ? total : -1;
}

int other_ok(struct sum *a, struct sum *b) {
  struct sum *sum = a;
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  sum = b;
  int total = sum->total;
  return task_await(adding, NULL) == 0 ? total : -1;
}

int two_ok(struct sum *a, struct sum *b) {
  task *adding = task_run(add, a, 0, CANCEL_NONE);
  int total = b->total;
  return task_await(adding, NULL) == 0 ? total : -1;
}
