// Only one way round the loop looks at the token.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

int sometimes_bad(char **items, int count, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < count; i++) { // expect: uncancellable-loop
    sum += weigh(items[i]);
    if (sum < 100)
      continue;
    if (cancel_requested(token))
      break;
  }
  return sum;
}

int always_ok(char **items, int count, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < count; i++) {
    if (cancel_requested(token))
      break;
    if (i % 2)
      continue;
    sum += weigh(items[i]);
  }
  return sum;
}
