// Loops: what is taken in some round, and what only looks long.
#include <taskrt/task.h>
#include <unistd.h>

ASYNC_LINT("takes work") int retry_bad(task *work, int times);

int retry_bad(task *work, int times) { // expect: annotation-drift "on some path does not"
  for (int i = 0; i < times; i++)
    if (i == 3)
      return task_wait(work);
  return -1;
}

ASYNC_LINT("takes work") int retry_ok(task *work, int times);

int retry_ok(task *work, int times) {
  while (times-- > 0)
    usleep(1);
  return task_wait(work);
}

ASYNC_LINT("plain") void blink_bad(int times);

void blink_bad(int times) { // expect: annotation-drift "`plain`, and blocks"
  while (times-- > 0)
    usleep(10); // note: "`blink_bad` calls `usleep` here"
}

static int power(int base) {
  return base * base;
}

// As long as the numbers are large: nobody can say that this is short.
ASYNC_LINT("blocks") int search_ok(int from, int to);

int search_ok(int from, int to) {
  for (; from < to; from++)
    if (power(from) == to)
      return from;
  return -1;
}

// No loop, no call that could last.
ASYNC_LINT("blocks") int sum_bad(int a, int b);

int sum_bad(int a, int b) { // expect: annotation-drift "nothing in it does"
  return power(a) + power(b);
}

// It calls itself: a loop as well.
ASYNC_LINT("blocks") int count_down_ok(int n);

int count_down_ok(int n) {
  return n ? count_down_ok(n - 1) : 0;
}
