// SPDX-License-Identifier: MIT
// Compiler command lines: splitting them into words and keeping what decides how C is read.
#ifndef ASYNC_LINT_ARGUMENTS_H
#define ASYNC_LINT_ARGUMENTS_H

#include "analyzer/base/arena.h"

#include <stdbool.h>

/// Words of a command line, in an arena.
struct arguments {
  struct arena *arena;
  uint32_t count, capacity;
  const char **items;
};

/// Appends `word` (not copied).
void arguments_add(struct arguments *arguments, const char *word);

/// Appends the words of `command`, split as a POSIX shell does without any expansion: blanks
/// separate, single and double quotes and backslashes quote.
void arguments_split(struct arguments *arguments, const char *command);

/// Replaces each `@FILE` by the words of that file, relative to `directory`; a file that cannot be
/// read stays as it is. Nested files are read up to a depth of 8.
void arguments_expand(struct arguments *arguments, const char *directory);

/// What a command line says of the unit it compiles.
struct command_facts {
  bool c;        // the language is C, by -x or by the file's name
  bool frontend; // `clang -cc1`: not a driver's command line
  bool compiles; // has -c
};

/// Reads the command line `from` that compiles `file`, and appends to `kept` what is on the
/// allow-list, in one normal form: no compiler and launcher, no file, no outputs, no warnings.
/// A cross compiler's prefix becomes `--target=`.
struct command_facts arguments_keep(struct arguments *kept, const struct arguments *from,
                                    const char *file);

#endif
