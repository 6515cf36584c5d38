// A function of the program that calls its parameter, from where no task runs and from a task.
#include <stdlib.h>
#include <taskrt/task.h>

static void each(int *items, size_t count, void (*visit)(int *item)) {
  for (size_t i = 0; i < count; i++)
    visit(&items[i]);
}

static void each_in_task(int *items, size_t count, void (*visit)(int *item)) {
  for (size_t i = 0; task_running() && i < count; i++)
    visit(&items[i]);
}

static void ASYNC_LINT("async") show(int *item) {
  (void)task_delay((uint64_t)*item, CANCEL_NONE); // a pause for the eye
}

static int ASYNC_LINT("async") by_size(const void *a, const void *b) {
  (void)task_delay(1, CANCEL_NONE); // others, too
  return *(const int *)a - *(const int *)b;
}

static int body_ok(void *arg, cancel_token token, void *result) {
  each(arg, 3, show);
  qsort(arg, 3, sizeof(int), by_size);
  return task_delay(1, token);
}

static int run_bad(int *items) {
  each(items, 3, show); // expect: async-callback-mismatch "`each` calls it where no task runs"
  qsort(items, 3, sizeof *items, by_size); // expect: async-callback-mismatch "`qsort`"
  each_in_task(items, 3, show);
  if (task_running())
    each(items, 3, show);
  return 0;
}

int main(void) {
  int items[3] = {3, 1, 2};
  int status = task_wait(task_run(body_ok, items, 0, CANCEL_NONE));
  return run_bad(items) + status;
}
