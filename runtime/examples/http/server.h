// SPDX-License-Identifier: MIT
// The server: takes connections, and ends gracefully.
#ifndef EXAMPLE_HTTP_SERVER_H
#define EXAMPLE_HTTP_SERVER_H

#include <stdint.h>
#include <taskrt.h>

#include "connection.h"

struct server {
  int listener;
  struct service service;
  struct limits limits;
  const char *file;            // of the values; NULL: none
  uint64_t grace_milliseconds; // for requests under way when the server ends
  cancel_source *stop;         // everything
  cancel_source *drain;        // what would begin; linked to `stop`
  task_semaphore free_places;  // for connections
};

/// Serves until SIGTERM or SIGINT, which all threads have blocked: then takes no more connections,
/// lets requests under way end, and saves the values. A second signal, or the end of the grace
/// time, cancels what is under way. A task's body: `arg` is the server, it has no result.
int server_run(void *arg, cancel_token token, void *result) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

#endif
