// SPDX-License-Identifier: MIT
// Lists of names, and the files of the source tree.
#ifndef TESTS_PROJECT_TREE_H
#define TESTS_PROJECT_TREE_H

#include "analyzer/base/text.h"

#include <stdbool.h>
#include <stdint.h>

/// A list of names of its own; zero-initialise. names_free() releases it.
struct names {
  char **items;
  uint32_t count, capacity;
};

/// Adds a copy of the first `length` bytes of `name`.
void names_add(struct names *names, const char *name, size_t length);

/// Sorted, a line each. The caller owns the text.
struct text names_lines(struct names *names);
bool names_contain(const struct names *names, const char *name);
void names_free(struct names *names);

/// Adds every file below `folder` of the source tree, as a path from the root; what begins with a
/// dot and build folders are left out.
void tree_files(struct names *names, const char *folder);

/// Adds the folders that stand in `folder`, by their own names.
void tree_folders(struct names *names, const char *folder);

/// The content of a file of the source tree. Fails the test when it cannot be read.
struct text tree_read(const char *path);

/// Calls `visit` with every line of `source`, without its end, numbered from 1.
void each_line(const char *source, void (*visit)(const char *line, unsigned number, void *data),
               void *data);

bool begins_with(const char *text, const char *prefix);
bool ends_with(const char *text, const char *suffix);

#endif
