// The suspension is behind a table of functions.
#include <signal.h>
#include <taskrt/task.h>

struct steps {
  void (*flush)(int);
  void (*mark)(int);
};

static int marked;

static void flush(int number) {
  (void)task_delay(10, CANCEL_NONE); // as long as it takes
}

static void mark(int number) {
  marked = number;
}

static const struct steps steps = {flush, mark};

static void on_term(int number) {
  steps.flush(number);
}

static void on_interrupt(int number) {
  steps.mark(number);
}

void install_bad(void) {
  signal(SIGTERM, on_term); // expect: await-in-forbidden-place
}

void install_ok(void) {
  signal(SIGINT, on_interrupt);
}
