// SPDX-License-Identifier: MIT
// Paths as text.
#ifndef ASYNC_LINT_PATH_H
#define ASYNC_LINT_PATH_H

/// `path` relative to `directory` when it lies below it, else as it is. Points into `path`.
const char *path_below(const char *directory, const char *path);

#endif
