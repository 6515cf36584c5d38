// Only some paths suspend; that is enough.
#include <stdlib.h>
#include <taskrt/task.h>

static int pending;

static void finish(void) {
  if (!pending)
    return;
  if (task_delay(pending, CANCEL_NONE) != 0)
    pending = 0;
}

int start_bad(int enabled) {
  if (enabled && atexit(finish) != 0) // expect: await-in-forbidden-place
    return -1;
  return 0;
}

// The function asks whether a task runs, and the analysis does not see that none does at the exit.
static void finish_in_task(void) {
  if (task_running())
    (void)task_delay(pending, CANCEL_NONE); // nothing more can be told
}

int fp_start(void) {
  return atexit(finish_in_task); // expect: await-in-forbidden-place
}
