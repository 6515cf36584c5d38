// SPDX-License-Identifier: MIT
// The slice of a function that matters for one handle: places that may hold it, and places that
// steer branches correlated with it. Inner to flow/.
#ifndef ASYNC_LINT_SLICE_H
#define ASYNC_LINT_SLICE_H

#include "analyzer/flow/outline.h"

enum { SLICE_MAX = 28, SLICE_MAX_FLAGS = 8 };

struct tracked {
  uint32_t place;
  bool holder;   // may hold the handle
  bool weak;     // some element of an array: writing one does not unseat what another holds
  bool outlives; // global, or behind a pointer: lives on when the function returns
};

struct slice {
  const struct ir_function *fn;
  const struct cfg *cfg;
  uint32_t site_block; // where the handle comes from, or IR_NONE
  const struct outline *outline;
  const uint32_t *canonical; // of the outline
  uint32_t count;
  struct tracked items[SLICE_MAX];
  bool overflow; // more holders than fit
};

/// Finds the slice for a handle first held at `seed` (IR_NONE: nowhere), with the result of the
/// giving call in `status`.
struct slice *slice_build(struct arena *arena, const struct cfg *cfg, uint32_t seed,
                          uint32_t status, uint32_t site_block);

/// Index of a tracked place, or -1.
int slice_find(const struct slice *slice, uint32_t place);

/// Below without passing a pointer: a member or element of `prefix`, or `prefix` itself.
bool place_within(const struct ir_function *fn, uint32_t place, uint32_t prefix);

/// Below `prefix` by way of at least one pointer.
bool place_behind(const struct ir_function *fn, uint32_t place, uint32_t prefix);

/// The existing place that `steps` of `place` below `from` lead to below `to`; IR_NONE when the
/// function never names it.
uint32_t place_rebase(const struct ir_function *fn, uint32_t place, uint32_t from, uint32_t to);

#endif
