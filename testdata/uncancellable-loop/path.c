// The note.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

int weigh_bad(char **items, int count, cancel_token stop) {
  int sum = cancel_check(stop);
  while (count-- > 0) // expect: uncancellable-loop "goes by without a look at `stop`"
    // note@-1: "check `stop` in every round"
    sum += weigh(items[count]);
  return sum;
}
