// SPDX-License-Identifier: MIT
// One client: its requests, one after the other.
#ifndef EXAMPLE_HTTP_CONNECTION_H
#define EXAMPLE_HTTP_CONNECTION_H

#include <stddef.h>
#include <stdint.h>
#include <taskrt.h>

#include "routes.h"

/// What all connections share.
struct limits {
  size_t connections;
  size_t body;                   // bytes
  uint64_t idle_milliseconds;    // to wait for the next request
  uint64_t receive_milliseconds; // for a request to come in, and for each write of its answer
};

/// Serves the client behind `fd` until it goes, misbehaves, or `drain` is cancelled: then the
/// request under way is the last one. `token` ends it at once. The caller closes `fd`.
void connection_serve(int fd, struct service *service, const struct limits *limits,
                      cancel_token drain, cancel_token token) ASYNC_LINT("suspends; token token");

#endif
