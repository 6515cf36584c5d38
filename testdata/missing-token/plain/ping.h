// Asks hosts whether they are there.
#ifndef PING_H
#define PING_H

#include <taskrt/cancel.h>

/// Waits for `milliseconds` and then pings `host`. Returns 0 or an error.
int ping_later(const char *host, unsigned milliseconds);

/// The same, until `token` is cancelled.
int ping_later_until(const char *host, unsigned milliseconds, cancel_token token);

/// Starts nothing and waits for nothing.
int ping_now(const char *host);

/// Pings in a loop.
int ping_always(const char *host);

/// Lets other tasks run; nothing in it can be cancelled.
void ping_politely(const char *host);

#endif
