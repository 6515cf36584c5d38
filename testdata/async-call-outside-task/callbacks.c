// A callback that is called before the call returns runs where the caller does.
#include <stdlib.h>
#include <taskrt/task.h>

static int ASYNC_LINT("async") weigh(const void *item) {
  task_yield();
  return *(const int *)item;
}

static int by_weight_bad(const void *a, const void *b) {
  return weigh(a) - weigh(b); // expect: async-call-outside-task, async-call-outside-task
}

static void each(int *items, int count, int (*visit)(const void *item)) {
  for (int i = 0; i < count; i++)
    visit(&items[i]);
}

static int visit_bad(const void *item) {
  return weigh(item); // expect: async-call-outside-task
}

static int visit_ok(const void *item) {
  return weigh(item);
}

static int sort(void *arg, cancel_token token, void *result) {
  each(arg, 4, visit_ok);
  return cancel_check(token);
}

int main(void) {
  int items[4] = {3, 1, 2, 4};
  qsort(items, 4, sizeof *items, by_weight_bad);
  each(items, 4, visit_bad);
  return task_wait(task_run(sort, items, 0, CANCEL_NONE));
}
