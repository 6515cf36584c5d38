// SPDX-License-Identifier: MIT
// Fetches documents over HTTP. The network is played by a delay, so that the program runs anywhere.
#ifndef DEMO_HTTP_H
#define DEMO_HTTP_H

#include "limit.h"
#include <stddef.h>
#include <taskrt/cancel.h>

struct http_host {
  const char *name;
  unsigned latency; ///< milliseconds until it answers
  struct limit limit;
};

struct http_reply {
  int code;
  size_t length;
  char body[256];
};

/// Fetches `path` from `host` into `reply`, suspending until the answer is there or `token` is
/// cancelled. Returns 0 or an error.
int http_get(struct http_host *host, const char *path, struct http_reply *reply,
             cancel_token token);

#endif
