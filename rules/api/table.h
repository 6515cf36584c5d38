// SPDX-License-Identifier: MIT
// The shape of the table that `specc table` writes: what each function claims, for programs that
// cannot read .api files at run time, such as the checked mode of a runtime.
#ifndef ASYNC_LINT_RULES_API_TABLE_H
#define ASYNC_LINT_RULES_API_TABLE_H

#include "spec.h"

#include <string.h>

_Static_assert(CLAIM_COUNT <= 64, "a word of claims.def is one bit of a row");

/// The claims of one function. Bit `CLAIM_x` of `words` is set when it makes the claim at all, of
/// `always` when it makes the claim without a condition.
struct contract_row {
  const char *name;
  uint64_t words;
  uint64_t always;
  const char *claims; // as in the .api file, separated by "; "
};

/// Sorted by name.
extern const struct contract_row contract_table[];
extern const size_t contract_table_count;

/// True when the row makes the claim without a condition.
static inline bool contract_row_says(const struct contract_row *row, enum claim_word word) {
  return (row->always >> word & 1) != 0;
}

/// The row of function `name`, or NULL.
static inline const struct contract_row *contract_row_find(const char *name) {
  size_t low = 0;
  size_t high = contract_table_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(contract_table[middle].name, name);
    if (order == 0)
      return &contract_table[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

#endif
