// A handler of a signal does what must not be done there.
#include <signal.h>
#include <stddef.h>
#include <taskrt/task.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void flush_all(void) {
  (void)task_delay(100, CANCEL_NONE); // bug: suspends_in_helper
}

static void suspends(int number) {
  (void)number;
  (void)task_delay(100, CANCEL_NONE); // bug: suspends
}

static void suspends_in_helper(int number) {
  (void)number;
  flush_all(); // bug: suspends_in_helper
}

static void awaits(int number) {
  int *status = NULL;
  (void)number;
  (void)task_await(NULL, status); // bug: awaits
}

static void notes(int number) {
  stop = number;
}

static void writes(int number) {
  (void)number;
  if (write(2, "stopped\n", 8) != 8)
    stop = 1;
}

void install_1(void) {
  signal(SIGTERM, suspends); // bug: suspends
}

void install_2(void) {
  signal(SIGINT, suspends_in_helper); // bug: suspends_in_helper
}

void install_3(void) {
  signal(SIGHUP, awaits); // bug: awaits
}

void install_4(void) {
  signal(SIGUSR1, notes);
  signal(SIGUSR2, writes);
}
