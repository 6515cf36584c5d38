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

/// The text of a file that is not what the disk holds: an editor's buffer. `path` is absolute.
struct frontend_text {
  const char *path;
  const char *data;
  size_t length;
};

/// What frontend_read() is to read. With `keep` the parsed unit stays in memory with a precompiled
/// preamble (its leading directives), so that reading it again with other text is fast; the result
/// is the same as without. The front end keeps the few units that were asked for last. With `here`,
/// a folder, files below it are named by the paths they were found by, PATH_HERE in its place.
struct frontend_request {
  const char *path, *directory;
  const char *const *arguments;
  unsigned argument_count;
  const struct frontend_text *texts;
  unsigned text_count;
  bool keep;
  const char *here; // or NULL; not with `keep`
  /// Where functions go as soon as they are lowered; the unit has none then. They are freed at once
  /// when the names of the pool live in an arena other than the pool's own. Or NULL; not with
  /// `keep`.
  struct ir_code *code;
  /// How many steps (base/steps.h) the unit begins with that others are to begin with, too: their
  /// headers are compiled once. The result is the same as with 0.
  unsigned share;
  /// Bits of arguments, each `-DNAME` or `-DNAME=VALUE`, without which these headers may be
  /// compiled where they never name the macro.
  uint64_t own;
};

/// How many units were read with headers that were compiled before.
unsigned frontend_shared_units(const struct frontend *frontend);

/// How many readings lowered only what is behind the headers that the unit begins with.
unsigned frontend_behind_units(const struct frontend *frontend);

/// frontend_parse() with the texts of editors, and with memory. With `keep` or `share` the result
/// may refer to what the front end keeps: it is good until the next reading.
struct ir_unit *frontend_read(struct frontend *frontend, struct ir_pool *pool,
                              const struct frontend_request *request);

/// Prepares what the next frontend_read() of the unit kept last will need. To be called when nobody
/// waits.
void frontend_warm(struct frontend *frontend);

/// "libclang 19.1.7", for the store's version. Static text.
const char *frontend_version(void);

// The worker protocol, spoken over the worker's file descriptors 3 (requests) and 4 (replies),
// little-endian:
//   request: u32 length, then that many bytes: u32 count, then count times (u32 length, bytes):
//            path, directory, arguments...; then, or nothing: u32, the sum of 1 to keep the unit,
//            2 for paths that hold elsewhere and 4 to share headers; u32 count, then count times
//            path and text, each as (u32 length, bytes); for 2 the folder (u32 length, bytes); for
//            4 u32 steps and u64 own arguments
//   reply:   u32 length, then that many bytes: ir_write_unit()
// The worker answers requests in order and ends when descriptor 3 is closed. `async-lint-worker
// --version` prints frontend_version() and ends.

#endif
