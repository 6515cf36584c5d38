// SPDX-License-Identifier: MIT
// All units in memory as one, as store_load() makes it of those in the store.
#ifndef ASYNC_LINT_LSP_MERGE_H
#define ASYNC_LINT_LSP_MERGE_H

#include "analyzer/store/store.h"

/// What tells apart what several units hold alike: one odd hash a function and a declaration.
struct unit_hashes {
  uint64_t *functions, *declarations;
};

/// A unit to be merged.
struct merge_item {
  const char *path;
  const struct ir_unit *unit;
  const struct unit_hashes *hashes;
};

/// Puts the units, which are in the order of the store, into `contents`; what several hold alike is
/// taken from the first. Arrays are in `arena`; the strings of all units come from one interner.
void merge_units(struct arena *arena, const struct merge_item *items, uint32_t count,
                 struct store_contents *contents);

#endif
