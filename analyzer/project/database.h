// SPDX-License-Identifier: MIT
// Reading compile_commands.json, entry by entry, with the place of every mistake.
#ifndef ASYNC_LINT_DATABASE_H
#define ASYNC_LINT_DATABASE_H

#include "analyzer/base/text.h"
#include "analyzer/project/arguments.h"

/// One entry; the strings live as long as the arena that was given.
struct database_entry {
  const char *directory, *file;
  struct arguments arguments; // words of `arguments` or `command`; empty when neither was there
};

typedef void database_visit(const struct database_entry *entry, void *data);

/// Calls `visit` for every entry of the database at `path`. Paths that are not valid UTF-8, as
/// build systems write them, come out as they went in. False with `path:line:column: what` and the
/// remedy in `error`.
bool database_read(const char *path, struct arena *arena, database_visit *visit, void *data,
                   struct text *error);

#endif
