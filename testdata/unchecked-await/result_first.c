// The result is used before the status says whether there is one.
#include <stdio.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int print_bad(task *t) {
  long value;
  int status = task_await(t, &value); // expect: unchecked-await "`value` is used before anybody"
  printf("%ld\n", value);             // note: "`value` is used here"
  return status;
}

int add_bad(task *t, long *sum, int quick) {
  long value;
  int status = task_await(t, &value); // expect: unchecked-await
  if (quick)                          // note: "this is true"
    return (int)value;
  if (status == 0)
    *sum += value;
  return status;
}

int print_ok(task *t) {
  long value;
  int status = task_await(t, &value);
  if (status != 0)
    return status;
  printf("%ld\n", value);
  return 0;
}

// On failure the default stays.
int default_ok(task *t) {
  long value = -1;
  int status = task_await(t, &value);
  printf("%ld\n", value);
  return status;
}

int both_in_one_ok(task *t, long *sum) {
  long value;
  int status;
  if ((status = task_await(t, &value)) == 0 && value > 0)
    *sum += value;
  return status;
}
