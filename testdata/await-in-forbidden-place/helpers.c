// The suspension is some calls away.
#include <signal.h>
#include <taskrt/task.h>

static void pause_a_little(void) {
  (void)task_delay(1, CANCEL_NONE); // others go first
}

static void drain(int count) {
  while (count--)
    pause_a_little();
}

static void on_hangup(int number) {
  drain(number);
}

void install_bad(void) {
  signal(SIGHUP, on_hangup); // expect: await-in-forbidden-place
}
