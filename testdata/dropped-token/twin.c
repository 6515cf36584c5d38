// The twin of a function takes a token; who has one calls the twin.
#include <taskrt/annotate.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

int lookup_with_token(const char *host, cancel_token token) ASYNC_LINT("suspends; token token");
int lookup(const char *host) ASYNC_LINT("suspends; token-twin lookup_with_token");

static int resolve_bad(const char *host, cancel_token token) {
  return lookup(host);
  // expect@-1: dropped-token "`lookup`"
}

static int resolve_ok(const char *host, cancel_token token) {
  return lookup_with_token(host, token);
}

static int resolve_without_ok(const char *host) {
  return lookup(host);
}

// The twin itself may be written with the other one.
int lookup_with_token(const char *host, cancel_token token) {
  int status = cancel_check(token);
  if (status != 0)
    return status;
  // The name service cannot be interrupted.
  return lookup(host);
}
