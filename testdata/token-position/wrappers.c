// Functions that wait some calls further down.
#include <taskrt/task.h>

static int pause_here(unsigned rounds, cancel_token token) {
  return task_delay(rounds, token);
}

static int pause_there(unsigned rounds, cancel_token token) {
  return pause_here(rounds, token);
}

int retry_bad(cancel_token token, unsigned rounds) { // expect: token-position "before `rounds`"
  return pause_there(rounds, token);
}

int retry_ok(unsigned rounds, cancel_token token) {
  return pause_there(rounds, token);
}

// Does not wait.
static int both(cancel_token token, int yes) {
  return yes && cancel_requested(token);
}

int ask_ok(cancel_token token, int yes) {
  return both(token, yes);
}
