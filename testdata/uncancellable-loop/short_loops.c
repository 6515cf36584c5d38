// A few rounds, by constants.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

int few_ok(char **items, cancel_token token) {
  int sum = cancel_check(token);
  for (int i = 0; i < 8; i++)
    sum += weigh(items[i]);
  return sum;
}

int many_bad(char **items, cancel_token token) {
  int sum = cancel_check(token);
  for (int i = 0; i < 100000; i++) // expect: uncancellable-loop
    sum += weigh(items[i]);
  return sum;
}
