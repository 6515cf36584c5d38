// SPDX-License-Identifier: MIT
// Worker processes: units go out over pipes, IR comes back; a crash or a hang costs one unit and is
// said.
#ifndef ASYNC_LINT_POOL_H
#define ASYNC_LINT_POOL_H

#include "analyzer/project/worker_process.h"

struct pool_options {
  unsigned workers;         // processes; 0: one a processor
  unsigned timeout_seconds; // for one unit
  const char *worker_path;  // the program; NULL: beside this one, else in ../libexec/async-lint
  const struct worker_text *unsaved; // a file that is not read from the disk, or NULL
  bool separate;                     // units do not share the work on headers
};

/// Called in the caller's thread for each unit, in any order. `unit` is in `pool` memory that is
/// freed after the call; a unit that crashed, hung or could not be read has `failure` set. False
/// ends the run: nobody needs the other units.
typedef bool pool_result(const struct project_unit *which, const struct ir_unit *unit, void *data);

/// Parses `count` units. False when no worker could be started at all, with the reason in `error`.
bool pool_run(const struct pool_options *options, const struct project_unit *const *units,
              size_t count, pool_result *result, void *data, struct text *error);

/// True when SIGINT or SIGTERM ended pool_run(): its workers are gone, and it returned false.
bool pool_interrupted(void);

/// Processors this process may use.
unsigned pool_processors(void);

/// What `async-lint-worker --version` says, for the store's version; NULL when it cannot be run
/// (reason in `error`).
const char *pool_worker_version(const struct pool_options *options, struct arena *arena,
                                struct text *error);

#endif
