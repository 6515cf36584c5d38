// SPDX-License-Identifier: MIT
// The front end: one translation unit from C to the IR. The only folder that knows libclang.
// It runs in worker processes (worker.c), because libclang may crash or hang on some inputs.
#ifndef ASYNC_LINT_FRONTEND_H
#define ASYNC_LINT_FRONTEND_H

#include "analyzer/ir/ir.h"

struct frontend;

/// A front end holds a libclang index; one a thread. NULL when libclang cannot be used.
struct frontend *frontend_create(void);
void frontend_destroy(struct frontend *frontend);

/// Parses `path` as compiled in `directory` with `arguments` (filtered ones, without compiler name
/// and file) and lowers every function defined in project files. Never NULL: a unit that could not
/// be parsed has `failure` set.
struct ir_unit *frontend_parse(struct frontend *frontend, struct ir_pool *pool, const char *path,
                               const char *directory, const char *const *arguments,
                               unsigned argument_count);

/// "libclang 19.1.7", for the store's version. Static text.
const char *frontend_version(void);

// The worker protocol, spoken over the worker's file descriptors 3 (requests) and 4 (replies),
// little-endian:
//   request: u32 length, then that many bytes: u32 count, then count times (u32 length, bytes):
//   path, directory, arguments... reply:   u32 length, then that many bytes: ir_write_unit()
// The worker answers requests in order and ends when descriptor 3 is closed. `async-lint-worker
// --version` prints frontend_version() and ends.

#endif
