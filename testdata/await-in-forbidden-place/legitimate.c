// silent
// Callbacks that suspend where they may: called by the program's own functions in a task; and
// handlers that only start something or note it.
#include <signal.h>
#include <stdlib.h>
#include <taskrt/task.h>

static volatile sig_atomic_t stop;
static cancel_source *source;

static void on_term(int number) {
  stop = 1;
}

static void at_exit(void) {
  cancel_source_destroy(source);
}

static void each(int *items, int count, void (*visit)(int *)) {
  for (int i = 0; i < count; i++)
    visit(&items[i]);
}

static void show(int *item) {
  (void)task_delay(*item, CANCEL_NONE); // a pause for the eye
}

static int body(void *arg, cancel_token token, void *result) {
  each(arg, 3, show);
  return task_delay(1, token);
}

int run_ok(int *items) {
  signal(SIGTERM, on_term);
  signal(SIGPIPE, SIG_IGN);
  if (atexit(at_exit) != 0)
    return -1;
  return task_await(task_run(body, items, 0, CANCEL_NONE), NULL);
}
