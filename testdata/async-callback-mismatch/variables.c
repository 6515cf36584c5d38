// The function comes out of a variable, one of two, or a table.
#include <signal.h>
#include <stdbool.h>
#include <taskrt/task.h>

typedef void handler(int);

static void ASYNC_LINT("async") wind_down(int number) {
  (void)task_delay(10, CANCEL_NONE); // the others have to finish
}

static void note_it(int number) {}

static void hurry(int number) {}

struct entry {
  int number;
  handler *slow;
  handler *quick;
};

static const struct entry entry = {SIGTERM, wind_down, note_it};

void install_bad(bool gently) {
  handler *chosen = hurry;
  if (gently)
    chosen = wind_down;
  signal(SIGTERM, chosen); // expect: async-callback-mismatch
}

void install_entry_bad(void) {
  signal(entry.number, entry.slow); // expect: async-callback-mismatch "`wind_down`"
}

void install_ok(void) {
  handler *chosen = note_it;
  signal(entry.number, entry.quick);
  signal(SIGINT, chosen);
}
