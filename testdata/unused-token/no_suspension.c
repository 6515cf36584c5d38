// silent
// A function that never waits is over soon.
#include <taskrt/task.h>

int sum_ok(const int *numbers, int count, cancel_token token) {
  int sum = 0;
  while (count-- > 0)
    sum += numbers[count];
  return sum;
}
