// SPDX-License-Identifier: MIT
// Files that a unit looks for and does not find: when one of them is made, the unit is another one,
// though nothing that it has read has changed.
#ifndef ASYNC_LINT_LOOKUPS_H
#define ASYNC_LINT_LOOKUPS_H

#include "analyzer/project/project.h"

/// What files of the project name in `#include` and `__has_include`, each read once while it does
/// not change. Zero-initialise.
struct lookups {
  struct interner names;
  struct arena arena;
  struct map files; // interned path -> index into `scanned`
  struct lookup_file *scanned;
  uint32_t scanned_count, scanned_capacity;
  const char **wanted; // names of all files, `<name` or `"name`
  uint32_t wanted_count, wanted_capacity;
  const char **absent; // paths that are not there
  uint32_t absent_count, absent_capacity;
  struct map known; // file, its content, and how it searches -> index into `results`
  struct lookup_result {
    uint32_t first, count; // in `absent`
  } *results;
  uint32_t result_count, result_capacity;
  struct map seen; // interned path -> number of the unit that had it last
  uint32_t unit;
  struct ir_include *includes; // of the last unit
  uint32_t capacity;
};

/// The unit with what it looked for and did not find among its includes, as ir_include_is_absent()
/// tells: along its search path, in front of what was found, also in the usual folders of the
/// system. Where a macro makes a name, all that the unit includes may be meant; the name that a
/// macro makes for `__has_include` is not seen. Valid until the next call.
struct ir_unit lookups_add(struct lookups *lookups, const struct project_unit *of,
                           const struct ir_unit *unit);

void lookups_free(struct lookups *lookups);

#endif
