// SPDX-License-Identifier: MIT
// Stores that may only be read.
#ifndef ASYNC_LINT_COPY_H
#define ASYNC_LINT_COPY_H

#include "analyzer/store/store_internal.h"

/// True when beside the file at `path` lies the log of a run that was killed or has not ended.
bool copy_has_log(const char *path);

/// Copies the database at `path`, which SQLite is told as `name`, into the one that is open, with
/// the log if there is one. SQLite's code: that of a page that is damaged, too, and SQLITE_CANTOPEN
/// when there is a log that only those can read who may write beside it.
int copy_file(sqlite3 *to, const char *path, const char *name);

#endif
