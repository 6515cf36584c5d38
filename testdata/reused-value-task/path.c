// Where the value comes from, what consumes it first, the branch between, and the second time.
#include <taskrt/value.h>

int total_bad(int key, int *sum) {
  int one = 0;
  task_value price =
      task_value_of(&key, sizeof key); // note: "`task_value_of` gives the value here"
  task_value again = price;
  int status = task_value_await(&price, &one); // note: "`task_value_await` takes it here"
  if (status == 0)                             // note: "this is false"
    *sum += one;
  else
    status = task_value_await(&again, &one); // expect: reused-value-task "takes `again`"
  // note@-1: "consume a value once, whatever copies there are"
  return status;
}
