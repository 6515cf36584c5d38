// SPDX-License-Identifier: MIT
// The text of source files while findings are made.
#include "analyzer/findings/sources.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { SOURCE_LIMIT = 256 << 20 };

uint64_t sources_hash(const struct text *content) {
  return XXH3_64bits(text_get(content), content->length);
}

static void index_lines(struct source_text *file) {
  const char *text = text_get(&file->content);
  size_t at = 0;
  for (;;) {
    GROW(file->lines, file->line_count, file->line_capacity);
    file->lines[file->line_count++] = (uint32_t)at;
    const char *end = memchr(text + at, '\n', file->content.length - at);
    if (!end)
      return;
    at = (size_t)(end - text) + 1;
  }
}

void sources_place(const struct source_text *file, size_t offset, uint32_t *line,
                   uint32_t *column) {
  uint32_t low = 0, high = file->line_count - 1;
  while (low < high) {
    uint32_t middle = low + (high - low + 1) / 2;
    if (file->lines[middle] <= offset)
      low = middle;
    else
      high = middle - 1;
  }
  *line = low + 1;
  *column = (uint32_t)offset - file->lines[low] + 1;
}

size_t sources_offset(const struct source_text *file, uint32_t line, uint32_t column) {
  size_t at = line && line <= file->line_count ? file->lines[line - 1] : file->content.length;
  at += column ? column - 1 : 0;
  return at < file->content.length ? at : file->content.length;
}

const struct source_text *sources_get(struct sources *sources, const char *path) {
  uint64_t key = hash_bytes(HASH_SEED, path, strlen(path)) | 1;
  uint32_t at = map_get(&sources->index, key, UINT32_MAX);
  if (at != UINT32_MAX && !strcmp(sources->files[at].path, path))
    return sources->files[at].good ? &sources->files[at] : NULL;
  map_set(&sources->index, key, sources->count);
  GROW(sources->files, sources->count, sources->capacity);
  struct source_text *file = &sources->files[sources->count++];
  *file = (struct source_text){.path = xstrdup(path)};
  file->good = sources->read ? sources->read(sources->data, path, &file->content)
                             : text_read_file(&file->content, path, SOURCE_LIMIT);
  file->hash = file->good ? sources_hash(&file->content) : 0;
  if (file->good)
    index_lines(file);
  return file->good ? file : NULL;
}

void sources_free(struct sources *sources) {
  for (uint32_t i = 0; i < sources->count; i++) {
    free(sources->files[i].path);
    text_free(&sources->files[i].content);
    free(sources->files[i].lines);
  }
  free(sources->files);
  map_free(&sources->index);
  *sources = (struct sources){.read = sources->read, .data = sources->data};
}
