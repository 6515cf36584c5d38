// Read as an argument, in a condition, in a sum, as what is returned.
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

int printed_bad(struct sum *sum) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  printf("%d\n", sum->total); // expect: result-before-await
  return task_await(adding, NULL);
}

int condition_bad(struct sum *sum) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  if (sum->total > 3) // expect: result-before-await
    puts("many");
  return task_await(adding, NULL);
}

int added_bad(struct sum *sum, int *all) {
  task *adding = task_run(add, sum, 0, CANCEL_NONE);
  *all += sum->total; // expect: result-before-await
  return task_await(adding, NULL);
}

int printed_ok(struct sum *sum) {
  int status = task_await(task_run(add, sum, 0, CANCEL_NONE), NULL);
  printf("%d\n", sum->total);
  return status;
}

int condition_ok(struct sum *sum) {
  int status = task_wait(task_run(add, sum, 0, CANCEL_NONE));
  if (status == 0 && sum->total > 3)
    puts("many");
  return status;
}
