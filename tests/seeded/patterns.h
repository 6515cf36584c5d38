// SPDX-License-Identifier: MIT
// What the kinds of defects ask of lines and functions.
#ifndef TESTS_SEEDED_PATTERNS_H
#define TESTS_SEEDED_PATTERNS_H

#include "tests/seeded/seeds.h"

enum { GROUPS = 6, WORD = 128 };

/// Parts of a line that matched; empty when a group took no part.
struct match {
  char group[GROUPS][WORD];
};

/// True when the line matches the extended regular expression.
bool match(const char *pattern, const char *line, struct match *found);

/// `  LOCK(&NAME);` or one with a member, as a statement: groups 1 (indent), 2, 3 (`&NAME`).
bool takes_lock(const struct source *source, size_t line, struct match *found);

/// True when `name` is a plain local of the function that holds one task and that nothing takes
/// behind the function's back.
bool is_local_task(const struct source *source, const struct span *span, const char *name);

/// True when the word `name` stands on more than one line of the file.
bool is_named_again(const struct source *source, const char *name);

/// True when a comment stands on the line, or above it.
bool is_commented(const struct source *source, size_t line);

/// What the function returns when something went wrong, with a blank before it; "" for nothing.
const char *failure_of(const struct span *span);

/// True when the function declares a plain variable `type *name`.
bool is_local(const struct source *source, const struct span *span, const char *type,
              const char *name);

/// Writes the line and a return behind it that depends on the environment.
void put_early_return(const struct source *source, const struct span *span, size_t line,
                      const char *indent, struct text *out);

// The functions of kinds.def: `seed.plant`.
#define SEED(name, rules, function)                                                                \
  bool plant_##function(const struct source *source, const struct span *span, size_t line,         \
                        struct text *out);
#define SEED_PAIR SEED
#include "tests/seeded/kinds.def"
#undef SEED
#undef SEED_PAIR

#endif
