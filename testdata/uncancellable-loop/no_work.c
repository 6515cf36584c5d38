// silent
// Loops without calls, and with calls of the library, are over soon; functions without a token.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

#include <string.h>

int sum_ok(const int *numbers, int count, cancel_token token) {
  int sum = cancel_check(token);
  for (int i = 0; i < count; i++)
    sum += numbers[i];
  return sum;
}

size_t length_ok(char **items, int count, cancel_token token) {
  size_t sum = cancel_requested(token);
  for (int i = 0; i < count; i++)
    sum += strlen(items[i]);
  return sum;
}

int tokenless_ok(char **items, int count) {
  int sum = 0;
  for (int i = 0; i < count; i++)
    sum += weigh(items[i]);
  return sum;
}
