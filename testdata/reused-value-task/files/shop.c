// Consumes through functions of another file.
#include "price.h"

int buy_bad(int item, long *sum) {
  task_value price = price_of(item);     // note: "`price_of` gives the value here"
  int status = price_settle(price, sum); // note: "`price_settle` takes it here"
  if (status != 0)
    status = price_finish(&price, sum); // expect: reused-value-task "`price_finish` takes `price`"
  return status;
}

int buy_ok(int item, long *sum) {
  task_value price = price_of(item);
  return price_settle(price, sum);
}
