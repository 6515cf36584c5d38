// Callbacks that a task hands over run in that task: a comparator, a visitor, a function kept in a
// list of listeners.
#include <stdlib.h>
#include <taskrt/task.h>

static int measure(void *arg, cancel_token token, void *result) {
  *(long *)result = *(long *)arg;
  return task_delay(1, token);
}

static long measured_bad(const void *item) {
  long size = 0;
  task *measuring = task_run(measure, (void *)item, sizeof size, CANCEL_NONE);
  if (task_result(measuring, &size) != 0) // expect: blocking-wait "`task_result`"
    return 0;
  return size;
}

static int compare_sizes(const void *left, const void *right) {
  long a = measured_bad(left), b = measured_bad(right);
  return a < b ? -1 : a > b;
}

static int sort(void *arg, cancel_token token, void *result) {
  qsort(arg, 8, sizeof(long), compare_sizes);
  return cancel_check(token);
}

typedef int (*visitor)(task *running, void *data);

static int each(task **running, size_t count, visitor visit, void *data) {
  int status = 0;
  for (size_t i = 0; i < count; i++)
    status |= visit(running[i], data);
  return status;
}

static int join_bad(task *running, void *data) {
  return task_wait(running); // expect: blocking-wait "`task_wait`"
}

static int join_ok(task *running, void *data) {
  return task_wait(running);
}

static int join_all(void *arg, cancel_token token, void *result) {
  return each(arg, 2, join_bad, NULL);
}

// A listener that is registered here and called elsewhere in this file.
static void (*on_saved)(task *saving);

static void listen_saved(void (*listener)(task *saving)) {
  on_saved = listener;
}

static void saved_bad(task *saving) {
  if (task_wait(saving) != 0) // expect: blocking-wait "`task_wait`"
    abort();
}

static int save(void *arg, cancel_token token, void *result) {
  on_saved(task_run(measure, arg, sizeof(long), token));
  return cancel_check(token);
}

int main(void) {
  static long sizes[8];
  task *first[] = {task_run(sort, sizes, 0, CANCEL_NONE), task_delay_async(1, CANCEL_NONE)};
  task *second[] = {task_delay_async(1, CANCEL_NONE), task_delay_async(2, CANCEL_NONE)};
  listen_saved(saved_bad);
  task *all[] = {task_run(join_all, first, 0, CANCEL_NONE), task_run(save, sizes, 0, CANCEL_NONE)};
  return each(second, 2, join_ok, NULL) | task_wait(task_when_all(all, 2));
}
