// A handler of a signal waits for a task.
#include <signal.h>
#include <stddef.h>
#include <taskrt/task.h>

static task *saving;
static volatile sig_atomic_t stop;

static void on_term(int number) {
  (void)task_await(saving, NULL); // the data must be safe; note: "`on_term` calls `task_await`"
}

static void on_interrupt(int number) {
  stop = 1;
}

void install_bad(void) {
  signal(SIGTERM, on_term); // expect: await-in-forbidden-place "`on_term` may suspend"
}

void install_ok(void) {
  signal(SIGINT, on_interrupt);
}
