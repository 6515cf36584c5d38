// SPDX-License-Identifier: MIT
// What follows from a body alone. Nobody outside the folder includes it.
#ifndef ASYNC_LINT_PROGRAM_BODY_H
#define ASYNC_LINT_PROGRAM_BODY_H

#include "analyzer/program/internal.h"

/// What is known of a body whatever the rest of the program is. `spec` says which types are
/// handles.
struct body {
  const struct spec *spec;
  const struct ir_function *fn; // with a place for what each `task **` points to
  const struct outline *outline;
  struct cfg *cfg;             // NULL until somebody asks
  bool has_handle;             // a variable of the type of a handle that is consumed once
  struct body_return *returns; // that were asked for
  struct arena *arena;
  // What follows from the calls, too, and is found by what they do; `changing` is emptied at times.
  struct arena *changing; // NULL: nothing of this kind is kept
  const struct lock_memo *locks;
};

/// What is known of `fn`: kept with it when its owner lets that, else in the program's arena.
struct body *program_body(struct program *program, const struct ir_function *fn);

/// Whether a return of the body can be reached when the blocks in `ends` (by number; NULL: none) do
/// not come to theirs.
bool body_returns(struct body *body, const bool *ends);

#endif
