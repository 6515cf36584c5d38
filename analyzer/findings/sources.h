// SPDX-License-Identifier: MIT
// The text of source files while findings are made, each read once: fixes are made from it.
#ifndef ASYNC_LINT_SOURCES_H
#define ASYNC_LINT_SOURCES_H

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/text.h"

/// A file as it was read. `good` is false when there is no text to be used.
struct source_text {
  char *path;
  bool good;
  struct text content;
  uint64_t hash; // XXH3-64 of the content
  uint32_t line_count, line_capacity;
  uint32_t *lines; // where each line begins
};

/// Reads a file's text as it was parsed. False when it cannot be had, or is another one by now.
typedef bool source_reader(void *data, const char *path, struct text *content);

/// Zero-initialise, or set `read` to have the text from somewhere else than the disk: an editor's
/// buffer, or a file that is compared with what was parsed.
struct sources {
  source_reader *read;
  void *data; // for `read`
  uint32_t count, capacity;
  struct source_text *files;
  struct map index; // hash of the path -> place in `files`
};

/// The file, or NULL when its text cannot be had. Good until another file is asked for.
const struct source_text *sources_get(struct sources *sources, const char *path);

/// Line and column, both from 1, of an offset; columns are bytes.
void sources_place(const struct source_text *file, size_t offset, uint32_t *line, uint32_t *column);

/// The offset of line and column, both from 1; the length of the text when there is no such place.
size_t sources_offset(const struct source_text *file, uint32_t line, uint32_t column);

void sources_free(struct sources *sources);

/// The hash that tells one content from another.
uint64_t sources_hash(const struct text *content);

#endif
