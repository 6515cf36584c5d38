// SPDX-License-Identifier: MIT
// The upstream: another service with the same routes, asked for values that are not known here.
#ifndef EXAMPLE_HTTP_UPSTREAM_H
#define EXAMPLE_HTTP_UPSTREAM_H

#include <jansson.h>
#include <stddef.h>
#include <taskrt.h>

/// Where it is; a `host` of NULL: there is none.
struct upstream {
  const char *host, *port;
  size_t body_limit; // of its answers
};

/// Asks `upstream` for the value of `name` and sets `*value` for the caller to json_decref().
/// Returns 0; -ENOENT if it does not know it, or there is none; -EREMOTEIO if it is not there or
/// answers nonsense, with the cause in the error; the reason for which `token` is cancelled.
int upstream_get(const struct upstream *upstream, const char *name, json_t **value,
                 cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

#endif
