// Macros that start and read.
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

#define GO(sum) task_run(add, (sum), 0, CANCEL_NONE)
#define TOTAL(sum) ((sum)->total)

int macro_bad(struct sum *sum) {
  task *adding = GO(sum);
  int total = TOTAL(sum); // expect: result-before-await
  return task_await(adding, NULL) == 0 ? total : -1;
}

int macro_ok(struct sum *sum) {
  if (task_await(GO(sum), NULL) != 0)
    return -1;
  return TOTAL(sum);
}
