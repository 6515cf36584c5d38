// What runs at the exit of the program cannot wait for tasks by suspending.
#include <stdlib.h>
#include <taskrt/task.h>

static int files;

static void linger(void) {
  (void)task_delay(100, CANCEL_NONE); // nothing more can be told
}

static void linger_with(int status, void *arg) {
  (void)task_delay(100, CANCEL_NONE); // nothing more can be told
}

static void forget(void) {
  files = 0;
}

void plan_bad(void) {
  atexit(linger); // expect: await-in-forbidden-place "`linger` may suspend, and `atexit`"
}

void plan_with_bad(void) {
  on_exit(linger_with, NULL); // expect: await-in-forbidden-place "`on_exit`"
}

void plan_ok(void) {
  atexit(forget);
}
