// silent
// Whole chains, and functions without a token.
#include <taskrt/task.h>

static int nap(int ms, cancel_token token) {
  return task_delay(ms, token);
}

static int settle(int ms, cancel_token token) {
  int status = nap(ms, token);
  return status ? status : nap(1, token);
}

int fetch_ok(int ms, cancel_token token) {
  return settle(ms, token);
}

static int pause_now(int ms) {
  return task_delay(ms, CANCEL_NONE);
}

int main(void) {
  return pause_now(10);
}
