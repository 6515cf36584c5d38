// SPDX-License-Identifier: MIT
// Loops that take the elements of an array one by one. Elements with a variable index are one thing
// to the solver, and nobody compares numbers of turns; these rules say what such a loop does to a
// handle that is some element. Inner to flow/.
#ifndef ASYNC_LINT_SWEEP_H
#define ASYNC_LINT_SWEEP_H

#include "analyzer/flow/handles/slice.h"

struct sweeps;

/// Finds the blocks of `slice`'s function in which a call takes some element, and with `lives`
/// those in which one may wait; `site_block` is where the handle comes from (IR_NONE: a parameter).
struct sweeps *sweeps_find(struct arena *arena, const struct cfg *cfg,
                           const struct flow_callees *callees, const struct slice *slice,
                           uint32_t site_block, bool lives);

/// True when going from `block` to `target` leaves a loop that took the elements: all of them count
/// as taken.
bool sweeps_ends(struct sweeps *sweeps, uint32_t block, uint32_t target);

/// True when going from `block` to `target` leaves a loop in which a call may wait, and in which
/// the operation was not started: `for (...) pthread_join(threads[i], NULL)` has waited for all of
/// them.
bool sweeps_waits(struct sweeps *sweeps, uint32_t block, uint32_t target);

/// True when the loop around `block` takes fewer elements than the loop around the site fills, by
/// constant bounds.
bool sweeps_falls_short(const struct sweeps *sweeps, uint32_t block);

#endif
