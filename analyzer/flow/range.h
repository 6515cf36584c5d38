// SPDX-License-Identifier: MIT
// What is known of a value: a range, and one constant inside it that it is not. Inner to flow/.
#ifndef ASYNC_LINT_RANGE_H
#define ASYNC_LINT_RANGE_H

#include "analyzer/ir/ir.h"

struct range {
  int64_t low, high;
  bool has_hole;
  int64_t hole;
};

/// Anything; one constant; what is above 0; what is not 0.
struct range range_any(void);
struct range range_between(int64_t low, int64_t high);
struct range range_constant(int64_t constant);
struct range range_positive(void);
struct range range_nonzero(void);

bool range_is_constant(const struct range *range);
bool range_may_be(const struct range *range, int64_t constant);
bool range_equal(const struct range *a, const struct range *b);

/// Narrows the range to what makes `range compare constant` true; false when nothing is left.
bool range_narrow(struct range *range, enum ir_compare compare, int64_t constant);

/// 1 or 0 when `range compare constant` is known, -1 otherwise.
int range_compare(struct range range, enum ir_compare compare, int64_t constant);

/// The opposite comparison, and the one that a C operator is (false: none).
enum ir_compare range_negate(enum ir_compare compare);
bool range_comparison(const char *op, enum ir_compare *compare);

#endif
