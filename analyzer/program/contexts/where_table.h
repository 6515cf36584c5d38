// SPDX-License-Identifier: MIT
// What switches.c and where.c share. Nobody else includes it.
#ifndef ASYNC_LINT_WHERE_TABLE_H
#define ASYNC_LINT_WHERE_TABLE_H

#include "analyzer/program/contexts/where.h"
#include "analyzer/program/internal.h"

/// Where one function is: `in` for each block, NULL when it stays where it was entered; and where
/// it leaves its caller.
struct switches {
  struct sight *in;
  struct sight left;
};

/// Where `function` leaves its caller; solved once. In a recursion: where it was.
struct sight context_left(struct program *program, struct function *function);

/// Solves one function that was checked; `switches` says that nothing happens when it comes.
void switches_solve(struct program *program, struct function *function, struct switches *switches);

/// Where it is right before an event.
struct sight switches_before(struct program *program, struct function *function,
                             const struct switches *switches, uint32_t block, uint32_t event);

#endif
