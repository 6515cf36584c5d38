// silent
// Nobody knows what the round does.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

extern int work(const char *item);

int extern_ok(char **items, int count, cancel_token token) {
  int sum = cancel_check(token);
  for (int i = 0; i < count; i++)
    sum += work(items[i]) + weigh(items[i]);
  return sum;
}

int pointer_ok(int (*each)(const char *item), char **items, int count, cancel_token token) {
  int sum = cancel_check(token);
  for (int i = 0; i < count; i++)
    sum += each(items[i]) + weigh(items[i]);
  return sum;
}
