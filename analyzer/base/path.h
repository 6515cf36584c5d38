// SPDX-License-Identifier: MIT
// Paths as text.
#ifndef ASYNC_LINT_PATH_H
#define ASYNC_LINT_PATH_H

#include "analyzer/base/arena.h"

/// `path` relative to `directory` when it lies below it, else as it is. Points into `path`.
const char *path_below(const char *directory, const char *path);

/// Removes `.`, `..` and doubled slashes from an absolute path without asking the file system. In
/// `arena`.
char *path_lexical(struct arena *arena, const char *path);

/// Stands for the folder of the run in paths of parts that may be read in another folder; a slash
/// follows. No name of a file holds it in practice, and one that does is only taken for another.
#define PATH_HERE "\x01"

#endif
