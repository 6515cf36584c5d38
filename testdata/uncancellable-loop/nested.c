// The inner loop has no look, the outer one has.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

int inner_bad(char **items, int rows, int columns, cancel_token token) {
  int sum = 0;
  for (int row = 0; row < rows && !cancel_requested(token); row++)
    for (int column = 0; column < columns; column++) // expect: uncancellable-loop
      sum += weigh(items[column]);
  return sum;
}
