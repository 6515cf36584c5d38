// SPDX-License-Identifier: MIT
// Ranges with one hole: enough for NULL tests, status codes, flags and levels that are tested
// twice.
#include "analyzer/flow/range.h"

#include <string.h>

struct range range_between(int64_t low, int64_t high) {
  return (struct range){low, high, false, 0};
}

struct range range_any(void) {
  return range_between(INT64_MIN, INT64_MAX);
}

struct range range_constant(int64_t constant) {
  return range_between(constant, constant);
}

struct range range_positive(void) {
  return range_between(1, INT64_MAX);
}

struct range range_nonzero(void) {
  return (struct range){INT64_MIN, INT64_MAX, true, 0};
}

bool range_is_constant(const struct range *value) {
  return value->low == value->high;
}

bool range_equal(const struct range *a, const struct range *b) {
  return a->low == b->low && a->high == b->high && a->has_hole == b->has_hole &&
         (!a->has_hole || a->hole == b->hole);
}

bool range_may_be(const struct range *value, int64_t constant) {
  return value->low <= constant && constant <= value->high &&
         !(value->has_hole && value->hole == constant);
}

enum ir_compare range_negate(enum ir_compare compare) {
  static const enum ir_compare opposite[] = {[IR_EQ] = IR_NE, [IR_NE] = IR_EQ, [IR_LT] = IR_GE,
                                             [IR_LE] = IR_GT, [IR_GT] = IR_LE, [IR_GE] = IR_LT};
  return opposite[compare];
}

// Takes the ends off a range as long as they are the hole; false when nothing is left.
static bool tighten(struct range *value) {
  if (value->has_hole && value->low == value->hole && value->low < INT64_MAX)
    value->low++;
  if (value->has_hole && value->high == value->hole && value->high > INT64_MIN)
    value->high--;
  if (value->has_hole && (value->hole < value->low || value->hole > value->high))
    *value = range_between(value->low, value->high);
  return value->low <= value->high;
}

// Narrows `value` to what makes `value compare constant` true; false when nothing is left.
bool range_narrow(struct range *value, enum ir_compare compare, int64_t constant) {
  switch (compare) {
  case IR_EQ:
    if (!range_may_be(value, constant))
      return false;
    *value = range_constant(constant);
    return true;
  case IR_NE:
    if (!value->has_hole || range_is_constant(value)) {
      value->has_hole = true;
      value->hole = constant;
    } else if (value->low == constant || value->high == constant) {
      value->low += value->low == constant;
      value->high -= value->high == constant;
    }
    break;
  case IR_LT:
  case IR_LE:
    if (compare == IR_LT && constant == INT64_MIN)
      return false;
    constant -= compare == IR_LT;
    value->high = constant < value->high ? constant : value->high;
    break;
  case IR_GT:
  case IR_GE:
    if (compare == IR_GT && constant == INT64_MAX)
      return false;
    constant += compare == IR_GT;
    value->low = constant > value->low ? constant : value->low;
    break;
  }
  return tighten(value);
}

// 1 or 0 when `value compare constant` is known, -1 otherwise.
int range_compare(struct range value, enum ir_compare compare, int64_t constant) {
  struct range yes = value, no = value;
  bool may_hold = range_narrow(&yes, compare, constant),
       may_fail = range_narrow(&no, range_negate(compare), constant);
  return may_hold && may_fail ? -1 : may_hold;
}

bool range_comparison(const char *op, enum ir_compare *compare) {
  static const char *const words[] = {
      [IR_EQ] = "==", [IR_NE] = "!=", [IR_LT] = "<", [IR_LE] = "<=", [IR_GT] = ">", [IR_GE] = ">="};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(op, words[i]) == 0) {
      *compare = (enum ir_compare)i;
      return true;
    }
  return false;
}
