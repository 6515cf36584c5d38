// SPDX-License-Identifier: MIT
// Defects to be put into programs that have none: one edit each.
#ifndef TESTS_SEEDED_SEEDS_H
#define TESTS_SEEDED_SEEDS_H

#include "analyzer/base/text.h"

/// A function of a source file, as its lines show it.
struct span {
  char name[64];
  size_t first, last; // lines, from 0: the one with the name, the closing brace
  char returns[64];   // result type as written
  bool is_body;       // has the signature of a task's body, and the file starts it
};

/// A source file cut into lines.
struct source {
  struct text text;
  char **lines;
  size_t line_count;
};

/// A kind of defect.
struct seed {
  const char *name;
  const char *expected; // rules that may find it, separated by blanks
  size_t width;         // lines that it takes the place of
  /// Writes what takes the place of line `line` of `span`, and of further ones up to the width, to
  /// `out`; false when the defect cannot be put there.
  bool (*plant)(const struct source *source, const struct span *span, size_t line,
                struct text *out);
};

extern const struct seed seeds[];
extern const size_t seed_count;

/// True when some line of the function, from `first` on, contains `text`.
bool span_contains(const struct source *source, const struct span *span, size_t first,
                   const char *text);

#endif
