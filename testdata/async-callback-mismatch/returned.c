// The task that a callback returns is dropped by a caller that expects something else.
#include <signal.h>
#include <stdlib.h>
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static task *save_async(void) { // note: "`save_async` returns the task"
  return task_run(save, NULL, 0, CANCEL_NONE);
}

static task *compare_async(const void *a, const void *b) {
  return task_run(save, (void *)a, 0, CANCEL_NONE);
}

static void save_and_wait(void) {
  (void)task_wait(save_async()); // nobody to tell
}

void install_bad(void) {
  (void)atexit((void (*)(void))save_async); // expect: async-callback-mismatch "returns a task"
  // note@-1: "give a plain function that keeps the task"
}

void sort_bad(int *items, size_t count) {
  qsort(items, count, sizeof *items, (int (*)(const void *, const void *))compare_async);
  // expect@-1: async-callback-mismatch "`qsort`, which calls it, drops it"
}

task *run_bad(void) {
  return task_run((task_fn)compare_async, NULL, 0, CANCEL_NONE); // expect: async-callback-mismatch
}

void install_ok(void) {
  (void)atexit(save_and_wait); // there is room for it
}
