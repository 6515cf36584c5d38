// SPDX-License-Identifier: MIT
// On which contexts code may run: spread from what is started, offloaded or called back on one, and
// from functions declared to run on one, along calls and past switches.
#ifndef ASYNC_LINT_WHERE_H
#define ASYNC_LINT_WHERE_H

#include "analyzer/program/program.h"

/// Stands for a thread of its own: one that was created, or that runs an offloaded body. It is on
/// no context.
extern const char where_thread[];

/// A context on which a function may be entered, and how that comes about.
struct running {
  const struct running *next; // of the same function
  const char *context;        // a name as of claimed_context(), or `where_thread`
  struct function *function;
  const struct edge *entry;   // where it begins: the call that has `function` run there; NULL when
                              // it is declared `runs on`, and where `by` says more
  const struct edge *by;      // the call that leads here, or NULL where it begins
  const struct running *from; // how the caller of `by` runs; NULL when it went there itself,
  uint32_t switched;          // ... at this location of it
  uint32_t far;               // calls since then
};

/// The contexts on which `function` may be entered, the nearest first; NULL when none is known.
const struct running *function_running(struct program *program, const struct function *function);

/// Where a function is at some event of it.
enum sight_kind {
  SIGHT_ENTERED, // where it was entered
  SIGHT_CONTEXT, // on `context`, since `loc`; `tested`: it was entered there, as a test told
  SIGHT_UNKNOWN, // on one that differs from path to path, or that was asked for
};

struct sight {
  enum sight_kind kind;
  const char *context;
  uint32_t loc;
  bool tested;
};

/// Where `function`, which has a body, is right before an event.
struct sight context_sight(struct program *program, struct function *function, uint32_t block,
                           uint32_t event);

/// Whether a test or an assertion before the call says that its thread runs a loop, or tasks: then
/// it is no `where_thread`, whoever seems to call its function.
bool edge_on_loop(struct program *program, const struct edge *edge);

/// Whether code for `wanted` (NULL: for a context that nobody can tell) is certainly not to run on
/// `current`.
bool contexts_differ(struct program *program, const char *wanted, const char *current);

#endif
