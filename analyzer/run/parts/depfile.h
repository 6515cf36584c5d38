// SPDX-License-Identifier: MIT
// What a part was made of, as a rule of make, for build systems to tell when it has to be made
// anew.
#ifndef ASYNC_LINT_DEPFILE_H
#define ASYNC_LINT_DEPFILE_H

#include "analyzer/base/arena.h"
#include "analyzer/ir/ir.h"
#include "analyzer/project/project.h"

/// Zero-initialise; depfile_free() releases it.
struct depfile {
  struct arena arena;
  uint32_t count, capacity;
  const char **files;
};

/// Takes the files of one unit: itself and what it includes.
void depfile_add(struct depfile *depfile, const struct project_unit *which,
                 const struct ir_unit *unit);

/// Writes the rule `target: FILE...`, each file once, in order; blanks, `#` and `$` as make and
/// Ninja read them. False with the reason in `error`.
bool depfile_write(struct depfile *depfile, const char *target, const char *path,
                   struct text *error);
void depfile_free(struct depfile *depfile);

#endif
