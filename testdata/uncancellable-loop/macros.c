// The check in a macro.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

#define CHECK(token)                                                                               \
  do {                                                                                             \
    int status_ = cancel_check(token);                                                             \
    if (status_)                                                                                   \
      return status_;                                                                              \
  } while (0)
#define EACH(i, count) for (int i = 0; i < (count); i++)

int macro_ok(char **items, int count, cancel_token token) {
  int sum = 0;
  EACH(i, count) {
    CHECK(token);
    sum += weigh(items[i]);
  }
  return sum;
}

int macro_bad(char **items, int count, cancel_token token) {
  int sum = cancel_check(token);
  EACH(i, count) // expect: uncancellable-loop
  sum += weigh(items[i]);
  return sum;
}
