// Gives values and takes them.
#include "price.h"

task_value price_of(int item) {
  long price = item * 3L;
  return task_value_of(&price, sizeof price);
}

int price_finish(task_value *price, long *sum) {
  long one = 0;
  int status = task_value_await(price, &one);
  if (status == 0)
    *sum += one;
  return status;
}

int price_settle(task_value price, long *sum) {
  return price_finish(&price, sum);
}
