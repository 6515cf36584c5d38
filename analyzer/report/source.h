// SPDX-License-Identifier: MIT
// Lines of source files for reports, and how one line with a marked place is shown.
#ifndef ASYNC_LINT_SOURCE_H
#define ASYNC_LINT_SOURCE_H

#include "analyzer/base/map.h"
#include "analyzer/base/text.h"

#include <stdint.h>

/// A file whose text is not to be read from the disk; `path` NULL: there is none.
struct source_unsaved {
  const char *path;
  const struct text *text;
};

/// Files read so far; zero-initialise but for `unsaved`, source_free() at the end.
struct source_cache {
  const struct source_unsaved *unsaved; // or NULL
  uint32_t count, capacity;
  struct source_file *files;
  struct map index; // hash of the path -> place in `files`
  uint32_t last;    // the file asked for last, from 1: mostly it is asked for again
};

/// Line `line` (1-based) of the file, without its end; NULL when it cannot be read or has no such
/// line. Good until source_free().
const char *source_line(struct source_cache *cache, const char *path, uint32_t line,
                        size_t *length);
void source_free(struct source_cache *cache);

/// A source line made ready to be shown: harmless text, tabs as blanks, at most
/// SNIPPET_WIDTH columns around the place; and below it `^~~~`.
enum { SNIPPET_WIDTH = 120, SNIPPET_TAB = 8 };
struct snippet {
  struct text line, marks;
};

/// Shows bytes `column` up to `end_column` (1-based, one past the last) of the line.
void snippet_make(struct snippet *snippet, const char *line, size_t length, uint32_t column,
                  uint32_t end_column);
void snippet_free(struct snippet *snippet);

#endif
