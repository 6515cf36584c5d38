// Contracts with conditions, and contracts that say `never`.
#include <taskrt/task.h>

// Suspends only with a delay.
int port_write(int port, int value, int delay) ASYNC_LINT("suspends unless delay == 0");

// Answers at once, whatever it is made of.
int port_status(int port) ASYNC_LINT("suspends never");

// Looked at, nothing to say.
int port_count(void) ASYNC_LINT("plain");

// Blocks, which is another matter than suspending.
int port_reset(int port) ASYNC_LINT("blocks if port == 0");

// Runs its callback on a thread of its own.
int port_watch(int (*seen)(int value)) ASYNC_LINT("offloads seen");

static int ASYNC_LINT("async") write_ok(int value, int delay) {
  return port_write(1, value, delay);
}

static int ASYNC_LINT("async") status_bad(int port) { // expect: needless-async "`status_bad`"
  return port_status(port) + port_count();
}

static int ASYNC_LINT("async") reset_bad(void) { // expect: needless-async "`reset_bad`"
  return port_reset(2);
}

static int seen_slowly(int value) {
  task_yield();
  return value;
}

// What suspends runs elsewhere.
static int ASYNC_LINT("async") watch_bad(void) { // expect: needless-async "`watch_bad`"
  return port_watch(seen_slowly);
}

// Its own word counts: this function may suspend in a later version.
static int hold_ok(int port) ASYNC_LINT("suspends");

static int hold_ok(int port) {
  return port + 1;
}

static int ASYNC_LINT("async") hold_twice_ok(int port) {
  return hold_ok(port) + hold_ok(port);
}

static int run(void *arg, cancel_token token, void *result) {
  int sum = write_ok(1, 2) + status_bad(3) + reset_bad() + watch_bad();
  return sum + hold_twice_ok(4) + cancel_check(token);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
