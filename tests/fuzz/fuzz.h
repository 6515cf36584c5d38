// SPDX-License-Identifier: MIT
// What is fuzzed: everything that reads text or bytes which somebody else may have written.
#ifndef ASYNC_LINT_TESTS_FUZZ_H
#define ASYNC_LINT_TESTS_FUZZ_H

#include "analyzer/base/text.h"

#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
  const char *name;
  /// Reads the input and frees all it made. Whatever the input is, it must return.
  void (*run)(const char *data, size_t size);
  /// Makes an input of a seed file, when the files are not inputs themselves; NULL: they are.
  void (*prepare)(const struct text *seed, struct text *input);
};

/// Of files that the program writes itself (stored.c).
void fuzz_part(const char *data, size_t size);
void fuzz_make_part(const struct text *seed, struct text *input);
void fuzz_store(const char *data, size_t size);

/// A file in memory with this content, for readers that take a path. close() ends it.
int fuzz_file(const char *data, size_t size, char path[32]);

extern const struct fuzz_target fuzz_targets[];
extern const size_t fuzz_target_count;

/// The target of that name, or NULL.
const struct fuzz_target *fuzz_find(const char *name);

#endif
