// SPDX-License-Identifier: MIT
// What the service does, route by route.
#ifndef EXAMPLE_HTTP_ROUTES_H
#define EXAMPLE_HTTP_ROUTES_H

#include <stdatomic.h>
#include <stdint.h>
#include <taskrt.h>

#include "answer.h"
#include "message.h"
#include "store.h"
#include "upstream.h"

/// What the routes work with, and what they count.
struct service {
  struct store *store;
  struct upstream upstream;
  uint64_t request_milliseconds; // the longest time that a request may take
  atomic_ulong requests, failures, timeouts, abandoned;
};

/// Serves `request` and sends the answer. `token` is cancelled when the client is gone or
/// the service ends. Returns 0 when an answer was sent, whatever it says; or an error, and then the
/// connection cannot be used any more.
int route(struct service *service, const struct message *request, struct answer *answer,
          cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

#endif
