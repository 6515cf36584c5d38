// SPDX-License-Identifier: MIT
// The steps that a C text begins with: an `#include`, or an `#if` that holds nothing but such.
// Units that begin with the same steps, below the same folder and with the same arguments, begin
// with the same headers. Macros that one unit alone is given (`-DTEST_12`) seldom mean anything to
// headers: such arguments are its own.
#ifndef ASYNC_LINT_STEPS_H
#define ASYNC_LINT_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_STEPS = 64 };

struct steps {
  unsigned count;
  size_t start[MAX_STEPS], end[MAX_STEPS];
  uint64_t hash[MAX_STEPS]; // of the key and of all steps up to this one; never 0
};

/// The key of a unit: all that the meaning of its steps depends on beside their text, but those of
/// the first 64 arguments that are set in `own`.
uint64_t steps_key(const char *path, const char *directory, const char *const *arguments,
                   unsigned count, uint64_t own);

/// Whether the i-th argument is set in `own`.
static inline bool steps_is_own(uint64_t own, unsigned i) {
  return i < 64 && own >> i & 1;
}

/// Finds the first steps of a text.
void steps_find(struct steps *steps, const char *text, size_t length, uint64_t key);

#endif
