// silent
// Other ways to look at the token.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

int field_ok(char **items, int count, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < count && token.source; i++)
    sum += weigh(items[i]);
  return sum;
}

int checked_ok(char **items, int count, cancel_token token) {
  int sum = 0, status = 0;
  for (int i = 0; i < count && (status = cancel_check(token)) == 0; i++)
    sum += weigh(items[i]);
  return status ? status : sum;
}
