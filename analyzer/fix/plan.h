// SPDX-License-Identifier: MIT
// Fixes of many findings as one change of each file: which of them go together, and what the files
// become.
#ifndef ASYNC_LINT_FIX_PLAN_H
#define ASYNC_LINT_FIX_PLAN_H

#include "analyzer/base/map.h"
#include "analyzer/findings/finding.h"

#include <sys/stat.h>

/// Why a file is not changed.
enum fix_obstacle {
  FIX_FREE,       // it may be
  FIX_CHANGED,    // its content is not what the fixes were made for
  FIX_UNREADABLE, // errno in `error`
  FIX_READ_ONLY,
};

/// A file that fixes change: its content, and the edits in order.
struct fix_file {
  const char *path; // belongs to the findings
  enum fix_obstacle obstacle;
  int error;
  struct text before;
  struct stat state; // when it was read
  uint32_t edit_count, edit_capacity;
  const struct fix_edit **edits;
};

/// Zero-initialise. Refers to the findings.
struct fix_plan {
  uint32_t file_count, file_capacity;
  struct fix_file *files; // also those that cannot be changed, in the order they were met
  struct map index;       // hash of the path -> place in `files`
  uint32_t fixed;         // findings whose fix is in the plan
  uint32_t left;          // findings whose fix overlaps one that is
  uint32_t stopped;       // findings whose fix meets an obstacle
};

/// Takes the first fix of every finding that is not suppressed: the first safe one, or with
/// `unsafe` the first one. A fix is taken whole or not at all; an edit that is there already (of a
/// header that several units read, an include that several fixes need) is taken once. With
/// `writing` a file that must not be written is an obstacle.
void fix_plan_make(struct fix_plan *plan, const struct findings *findings, bool unsafe,
                   bool writing);

/// The fix that is taken, or NULL.
const struct finding_fix *fix_of_finding(const struct finding *finding, bool unsafe);

/// Takes a fix all of whose edits are of the file (zero-initialised, without its content; the
/// caller frees `edits`), unless it clashes with those taken before.
bool fix_file_take(struct fix_file *file, const struct finding_fix *fix);

/// Appends what the file becomes.
void fix_file_after(const struct fix_file *file, struct text *after);

/// Writes all files that have edits, or none of them: first each beside its place, then, when
/// nobody has changed any since it was read, all are moved there. False with what is wrong in
/// `error`.
bool fix_plan_write(const struct fix_plan *plan, struct text *error);

/// Writes the changes as a unified diff with paths relative to `directory`, for `patch -p1` and
/// `git apply`.
void fix_plan_diff(FILE *out, const struct fix_plan *plan, const char *directory);

/// Writes the fixes of the findings as clang-tidy's `--export-fixes` does.
void fix_export(FILE *out, const struct findings *findings, bool unsafe, const char *directory);

void fix_plan_free(struct fix_plan *plan);

#endif
