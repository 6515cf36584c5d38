// A loop that works and never looks at the token, and one that does.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

int weigh_bad(char **items, int count, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < count; i++) // expect: uncancellable-loop "this loop cannot be cancelled"
    sum += weigh(items[i]);
  int status = cancel_check(token);
  return status ? status : sum;
}

int weigh_ok(char **items, int count, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < count && !cancel_requested(token); i++)
    sum += weigh(items[i]);
  return sum;
}
