// SPDX-License-Identifier: MIT
// Which units there are and how they are compiled: compile_commands.json, or one file with its
// arguments.
#ifndef ASYNC_LINT_PROJECT_H
#define ASYNC_LINT_PROJECT_H

#include "analyzer/ir/ir.h"

/// What a unit shares with others; see sharing.h.
struct share {
  unsigned steps; // that it begins with (base/steps.h); 0: nothing
  unsigned group; // equal for those that share the same; 0: none
  uint64_t own;   // bits of arguments that the others lack
};

struct project_unit {
  const char *path;      // absolute, symbolic links resolved
  const char *directory; // absolute: relative arguments are meant from here
  unsigned argument_count;
  const char **arguments; // kept by the allow-list; no compiler, no file, no outputs
  uint64_t digest;        // of directory and arguments
  const char *here;       // paths below this folder are to hold in another one too; NULL: none
  struct share share;     // with other units
};

struct project {
  struct arena arena;
  uint32_t count, capacity;
  struct project_unit *units; // ordered by path, then digest; each file once (the first entry of
                              // the database counts)
  uint32_t skipped;           // entries that are not C
  const char *database;       // path of compile_commands.json, and the folder it is in; NULL for a
  const char *folder;         // project of one file
  struct text missing;        // after project_filter: one line a PATH that names no unit
};

/// Reads `directory`/compile_commands.json. With `directory` NULL looks in `.`, `build/`, then
/// upward. False with a message that names file, line and remedy.
bool project_open(struct project *project, const char *directory, struct text *error);

/// A project of one file: `file` with compiler arguments (a leading compiler name is dropped).
bool project_single(struct project *project, const char *file, const char *const *arguments,
                    unsigned count, struct text *error);

/// Lets the paths of files below the working directory hold in any other one (PATH_HERE). `file`:
/// that of project_single(), whose name then counts as it was given, links not resolved; else NULL.
void project_make_movable(struct project *project, const char *file);

/// Puts compiler arguments before those of every unit, as far as the allow-list keeps them.
void project_add_arguments(struct project *project, const char *const *arguments, unsigned count);

/// Keeps only units whose file is one of `paths` or lies below one of them. A path that names no
/// unit is told in `missing`. False, naming the path and the remedy, when a path does not exist or
/// no unit is left at all.
bool project_filter(struct project *project, const char *const *paths, unsigned count,
                    struct text *error);

/// The unit whose path has most in common with `path`, whose arguments are the best guess for a
/// file of no database; NULL when there is none.
const struct project_unit *project_nearest(const struct project *project, const char *path);

/// Adds the unit `path` (absolute), which the database does not have, with the arguments of the
/// nearest one; without any in the working directory.
const struct project_unit *project_guess(struct project *project, const char *path);

void project_free(struct project *project);

#endif
