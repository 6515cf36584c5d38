// Values across files.
#ifndef PRICE_H
#define PRICE_H
#include <taskrt/value.h>

task_value price_of(int item);
int price_finish(task_value *price, long *sum);
int price_settle(task_value price, long *sum);

#endif
