// Ways out by goto.
#include <stdbool.h>
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

int quick_bad(struct sum *sum, bool quick) {
  int total = 0;
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  if (quick) // note: "this is true"
    goto out;
  if (task_await(adding, NULL) != 0)
    return -1;
  return sum->total;
out:
  total = sum->total; // expect: result-before-await
  task_detach(adding, NULL, NULL);
  return total;
}

int quick_ok(struct sum *sum, bool quick) {
  int total = 0;
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  if (quick && task_is_done(adding))
    goto out;
  if (task_await(adding, NULL) != 0)
    return -1;
  return sum->total;
out:
  total = sum->total;
  return task_await(adding, NULL) == 0 ? total : -1;
}
