// By goto, do, and for ever.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

int jumping_bad(char **items, int count, cancel_token token) {
  int sum = cancel_check(token);
again:
  if (count-- > 0) { // expect: uncancellable-loop
    sum += weigh(items[count]);
    goto again;
  }
  return sum;
}

int later_bad(char **items, int count, cancel_token token) {
  int sum = cancel_check(token);
  do
    sum += weigh(items[count]);
  while (--count > 0); // expect: uncancellable-loop
  return sum;
}

int checked_later_ok(char **items, int count, cancel_token token) {
  int sum = 0;
  do
    sum += weigh(items[--count]);
  while (count > 0 && !cancel_requested(token));
  return sum;
}
