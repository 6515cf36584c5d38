// silent
// A round suspends, gives its turn away, or hands the token on.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

static int step(const char *item, cancel_token token) {
  return cancel_check(token) ? 0 : weigh(item);
}

int delay_ok(char **items, int count, cancel_token token) {
  int status = 0;
  while (count-- > 0 && status == 0)
    status = task_delay(weigh(items[count]), token);
  return status;
}

int yield_ok(char **items, int count, cancel_token token) {
  int sum = cancel_check(token);
  for (int i = 0; i < count; i++) {
    sum += weigh(items[i]);
    task_yield();
  }
  return sum;
}

int handed_on_ok(char **items, int count, cancel_token token) {
  int sum = 0;
  for (int i = 0; i < count; i++)
    sum += step(items[i], token);
  return sum;
}
