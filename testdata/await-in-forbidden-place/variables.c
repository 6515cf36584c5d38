// The handler stands in a variable.
#include <signal.h>
#include <taskrt/task.h>

static void on_term(int number) {
  (void)task_delay(10, CANCEL_NONE); // as long as it takes
}

void install_bad(void) {
  void (*handler)(int) = on_term;
  signal(SIGTERM, handler); // expect: await-in-forbidden-place "`on_term`"
}

void reset_ok(void) {
  void (*handler)(int) = SIG_DFL;
  signal(SIGTERM, handler);
}
