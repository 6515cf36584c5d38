// The plain case: an exported function that suspends in a cancellable operation and takes no token.
#include "ping.h"
#include <taskrt/task.h>

static int pings;

int ping_now(const char *host) {
  return host ? pings++ : -1;
}

int ping_later(const char *host, unsigned milliseconds) { // expect: missing-token "`ping_later`"
  int status = task_delay(milliseconds, CANCEL_NONE);
  return status != 0 ? status : ping_now(host);
}

int ping_later_until(const char *host, unsigned milliseconds, cancel_token token) {
  int status = task_delay(milliseconds, token);
  return status != 0 ? status : ping_now(host);
}

int ping_always(const char *host) { // expect: missing-token
  for (;;) {
    if (task_delay(1000, CANCEL_NONE) != 0 || ping_now(host) < 0)
      return -1;
  }
}

void ping_politely(const char *host) {
  while (ping_now(host) < 10)
    task_yield();
}

// In no header: whoever changes it changes its callers, too.
int ping_twice(const char *host) {
  int status = task_delay(10, CANCEL_NONE);
  return status != 0 ? status : ping_now(host) + ping_now(host);
}

static int ping_quietly(const char *host) {
  int status = task_delay(10, CANCEL_NONE);
  return status != 0 ? status : ping_now(host);
}

int main(void) {
  return ping_quietly("localhost") + ping_twice("localhost");
}
