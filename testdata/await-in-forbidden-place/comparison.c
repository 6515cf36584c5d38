// silent
// Comparisons that fetch what they compare: the sort goes on when the task does.
#include <stdlib.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(int *)result = 3;
  return task_delay(1, token);
}

static int by_size(const void *a, const void *b) {
  int x = 0, y = 0;
  if (task_await(task_run(load, (void *)a, sizeof x, CANCEL_NONE), &x) != 0)
    return 0;
  if (task_await(task_run(load, (void *)b, sizeof y, CANCEL_NONE), &y) != 0)
    return 0;
  return x - y;
}

static int by_number(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}

void sort_fetched_ok(void *items, size_t count) {
  qsort(items, count, sizeof(int), by_size);
}

void *find_ok(int *key, void *items, size_t count) {
  return bsearch(key, items, count, sizeof *key, by_size);
}

void sort_ok(void *items, size_t count) {
  qsort(items, count, sizeof(int), by_number);
}
