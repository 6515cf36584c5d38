// SPDX-License-Identifier: MIT
// The steps that a C text begins with: an `#include`, or an `#if` that holds nothing but such.
// Units that begin with the same steps, below the same folder and with the same arguments, begin
// with the same headers.
#ifndef ASYNC_LINT_STEPS_H
#define ASYNC_LINT_STEPS_H

#include <stddef.h>
#include <stdint.h>

enum { MAX_STEPS = 64 };

struct steps {
  unsigned count;
  size_t start[MAX_STEPS], end[MAX_STEPS];
  uint64_t hash[MAX_STEPS]; // of the key and of all steps up to this one; never 0
};

/// The key of a unit: all that the meaning of its steps depends on beside their text.
uint64_t steps_key(const char *path, const char *directory, const char *const *arguments,
                   unsigned count);

/// Finds the first steps of a text.
void steps_find(struct steps *steps, const char *text, size_t length, uint64_t key);

#endif
