// What suspends is said by a contract alone.
#include <signal.h>
#include <taskrt/annotate.h>

void channel_flush(void) ASYNC_LINT("suspends");
void channel_mark(void) ASYNC_LINT("suspends never");

static void on_term(int number) {
  channel_flush();
}

static void on_interrupt(int number) {
  channel_mark();
}

void install_bad(void) {
  signal(SIGTERM, on_term); // expect: await-in-forbidden-place
}

void install_ok(void) {
  signal(SIGINT, on_interrupt);
}
