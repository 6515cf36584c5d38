// SPDX-License-Identifier: MIT
// Lines changed since a revision, as git tells them.
#ifndef ASYNC_LINT_CHANGES_H
#define ASYNC_LINT_CHANGES_H

#include "analyzer/findings/finding.h"

/// Lines `first` to `last` of a file.
struct changed_lines {
  uint32_t first, last;
};

struct changed_file {
  const char *path; // absolute, links resolved
  uint32_t count, capacity;
  struct changed_lines *lines; // in order; none: the whole file is new
};

/// Zero-initialise; changes_free() at the end.
struct changes {
  struct arena arena;
  uint32_t count, capacity;
  struct changed_file *files;
};

/// Asks git, in the working directory, what changed in the working tree since the point where HEAD
/// and `revision` parted; files that git does not know yet are new as a whole. Where lines were
/// only removed, the two around count as changed. False with the reason in `error`: no git, no
/// checkout, no such revision, no common commit.
bool changes_since(struct changes *changes, const char *revision, struct text *error);

/// Reads the output of `git diff --unified=0`; paths in it are below `top`. False when it is not
/// such output.
bool changes_parse(struct changes *changes, const char *diff, const char *top);

/// Takes those findings out of which neither the place nor a note lies on a changed line, and
/// returns how many.
uint32_t changes_apply(const struct changes *changes, struct findings *findings);

void changes_free(struct changes *changes);

#endif
