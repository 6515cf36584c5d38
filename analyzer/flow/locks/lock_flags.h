// SPDX-License-Identifier: MIT
// The values that decide whether a lock is taken and released on one path: status codes, and
// conditions that are asked twice. Inner to flow/.
#ifndef ASYNC_LINT_LOCK_FLAGS_H
#define ASYNC_LINT_LOCK_FLAGS_H

#include "analyzer/flow/locks/locks.h"

enum { LOCK_FLAGS_MAX = 16 };

/// A flag is a place, or an expression over places such as `flags & 2`, that branches ask about.
/// What is known of each is a range in an array beside the state.
struct lock_flags {
  const struct ir_function *fn;
  struct lock_names *names;
  uint32_t count;
  const char *keys[LOCK_FLAGS_MAX];
  bool comparisons;               // some key is a comparison or another operation
  bool is_switch[LOCK_FLAGS_MAX]; // a parameter that says yes or no, asked more than once
  const struct ir_event **only;   // variable -> the one event that gives it its value, and stands
                                  // for it: of temporaries, and of copies of what stays as it is
  int8_t *of_place;               // place -> the flag that it is, or -1
  uint32_t *ended;                // place -> flags that end with a write to it; bits
  uint32_t *lent;                 // place -> flags that end when a call gets its address; bits
};

/// What the locks of a function ask for.
struct lock_wishes {
  bool *status; // place `p` gets the result of a call that says whether a lock was taken
  bool *acts;   // block `b` takes or releases a lock
};

/// Chooses the flags of a function.
struct lock_flags *lock_flags_find(struct arena *arena, const struct lock_callees *callees,
                                   const struct cfg *cfg, const struct lock_wishes *wishes);

/// What is known of an operand.
struct range lock_flags_value(const struct lock_flags *flags, const struct range *values,
                              const struct ir_operand *operand);

/// Notes that `a compare b` is true; false when it cannot be.
bool lock_flags_assume(const struct lock_flags *flags, struct range *values,
                       const struct ir_operand *a, enum ir_compare compare,
                       const struct ir_operand *b);

/// Something that `place` leads to by pointers is used: they are not NULL.
void lock_flags_follow(const struct lock_flags *flags, struct range *values, uint32_t place);

/// `place` gets a value.
void lock_flags_write(const struct lock_flags *flags, struct range *values, uint32_t place,
                      struct range value);

/// A call gets the address of `place`. What lies inside an object that is not the function's own is
/// taken to stay as it is; the object itself, and what lies inside a local one, may be written.
void lock_flags_lend(const struct lock_flags *flags, struct range *values, uint32_t place);

/// The flag that `operand` is, or -1.
int lock_flags_of(const struct lock_flags *flags, const struct ir_operand *operand);

#endif
