// An async function given to the system, which calls it where no task runs.
#include <stdlib.h>
#include <taskrt/task.h>

static void ASYNC_LINT("async") flush_log(void) { // note: "`flush_log` is declared `async`"
  (void)task_delay(10, CANCEL_NONE);              // until the disk is ready
}

static void close_log(void) {}

int prepare_bad(void) {
  return atexit(flush_log);
  // expect@-1: async-callback-mismatch "`flush_log` is `async`, and `atexit` calls it where"
  // note@-2: "give a plain function that starts a task for `flush_log`"
}

int prepare_ok(void) {
  return atexit(close_log);
}
