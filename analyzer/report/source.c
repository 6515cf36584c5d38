// SPDX-License-Identifier: MIT
// Lines of source files for reports, and how one line with a marked place is shown.
#include "analyzer/report/source.h"
#include "analyzer/base/arena.h"
#include "analyzer/base/encode.h"
#include "analyzer/base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { SOURCE_LIMIT = 256 << 20 };

struct source_file {
  char *path;
  struct text content;
  uint32_t line_count, line_capacity;
  size_t *lines; // offset of each line
};

static void index_lines(struct source_file *file) {
  const char *content = text_get(&file->content);
  for (size_t at = 0; at < file->content.length;) {
    GROW(file->lines, file->line_count, file->line_capacity);
    file->lines[file->line_count++] = at;
    const char *end = memchr(content + at, '\n', file->content.length - at);
    at = end ? (size_t)(end - content) + 1 : file->content.length;
  }
}

/// Reads the file, or finds it read. Of two paths with one hash, which nobody will see, the second
/// is read each time.
static struct source_file *find_file(struct source_cache *cache, const char *path) {
  if (cache->last && !strcmp(cache->files[cache->last - 1].path, path))
    return &cache->files[cache->last - 1];
  uint64_t key = hash_bytes(HASH_SEED, path, strlen(path)) | 1;
  uint32_t at = map_get(&cache->index, key, UINT32_MAX);
  if (at != UINT32_MAX && !strcmp(cache->files[at].path, path)) {
    cache->last = at + 1;
    return &cache->files[at];
  }
  map_set(&cache->index, key, cache->count);
  GROW(cache->files, cache->count, cache->capacity);
  struct source_file *file = &cache->files[cache->count++];
  *file = (struct source_file){.path = xstrdup(path)};
  const struct source_unsaved *unsaved = cache->unsaved;
  bool is_unsaved = unsaved && unsaved->path && !strcmp(unsaved->path, path);
  if (is_unsaved)
    text_append(&file->content, text_get(unsaved->text), unsaved->text->length);
  if (is_unsaved || text_read_file(&file->content, path, SOURCE_LIMIT))
    index_lines(file);
  return file;
}

const char *source_line(struct source_cache *cache, const char *path, uint32_t line,
                        size_t *length) {
  if (!path || !line)
    return NULL;
  const struct source_file *file = find_file(cache, path);
  if (line > file->line_count)
    return NULL;
  const char *start = file->content.data + file->lines[line - 1];
  size_t left = file->content.length - file->lines[line - 1];
  const char *end = memchr(start, '\n', left);
  *length = end ? (size_t)(end - start) : left;
  while (*length && start[*length - 1] == '\r')
    --*length;
  return start;
}

void source_free(struct source_cache *cache) {
  for (uint32_t i = 0; i < cache->count; i++) {
    free(cache->files[i].path);
    text_free(&cache->files[i].content);
    free(cache->files[i].lines);
  }
  free(cache->files);
  map_free(&cache->index);
  *cache = (struct source_cache){0};
}

/// One shown piece: a character of the source, with its text and width.
struct piece {
  size_t byte, text; // offsets in the source line and in the shown text
  unsigned column;   // where it begins on the screen
};

/// The whole line as shown, cut into pieces; the last piece is the end.
struct layout {
  struct text shown;
  uint32_t count, capacity;
  struct piece *pieces;
};

static void add_piece(struct layout *layout, size_t byte, unsigned column) {
  GROW(layout->pieces, layout->count, layout->capacity);
  layout->pieces[layout->count++] = (struct piece){byte, layout->shown.length, column};
}

static void lay_out(struct layout *layout, const char *line, size_t length) {
  unsigned column = 0;
  for (size_t i = 0; i < length;) {
    size_t size, before = layout->shown.length;
    uint32_t character = utf8_decode(line + i, length - i, &size);
    add_piece(layout, i, column);
    if (character == '\t') {
      unsigned blanks = SNIPPET_TAB - column % SNIPPET_TAB;
      text_printf(&layout->shown, "%*s", (int)blanks, "");
      column += blanks;
    } else {
      encode_append(&layout->shown, line + i, size);
      bool plain = character != UTF8_INVALID && !utf8_unsafe(character);
      column += plain ? (unsigned)utf8_width(character) : (unsigned)(layout->shown.length - before);
    }
    i += size;
  }
  add_piece(layout, length, column);
}

/// The piece that holds byte `byte` of the line; the end when it is past it.
static uint32_t piece_at(const struct layout *layout, size_t byte) {
  uint32_t low = 0, high = layout->count - 1;
  while (low < high) {
    uint32_t middle = low + (high - low + 1) / 2;
    if (layout->pieces[middle].byte <= byte)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

/// Pieces `*first` up to `*last` that are shown: the whole line, or a window with the place a third
/// from its left.
static void choose_window(const struct layout *layout, uint32_t place, uint32_t *first,
                          uint32_t *last) {
  const struct piece *pieces = layout->pieces;
  *first = 0;
  *last = layout->count - 1;
  if (pieces[*last].column <= SNIPPET_WIDTH)
    return;
  while (pieces[place].column - pieces[*first].column > SNIPPET_WIDTH / 3)
    ++*first;
  while (*first && pieces[*last].column - pieces[*first].column < SNIPPET_WIDTH)
    --*first;
  while (*last > place + 1 && pieces[*last].column - pieces[*first].column > SNIPPET_WIDTH)
    --*last;
}

void snippet_make(struct snippet *snippet, const char *line, size_t length, uint32_t column,
                  uint32_t end_column) {
  *snippet = (struct snippet){0};
  struct layout layout = {0};
  lay_out(&layout, line, length);
  size_t from = column ? column - 1 : 0;
  uint32_t place = piece_at(&layout, from), first, last;
  uint32_t end = end_column > column ? piece_at(&layout, end_column - 1) : place;
  choose_window(&layout, place, &first, &last);
  const struct piece *pieces = layout.pieces;
  const char *left = first > 0 ? "..." : "";
  text_puts(&snippet->line, left);
  text_append(&snippet->line, text_get(&layout.shown) + pieces[first].text,
              pieces[last].text - pieces[first].text);
  if (last + 1 < layout.count)
    text_puts(&snippet->line, "...");
  end = end < last ? end : last;
  int blanks = (int)(pieces[place].column - pieces[first].column + strlen(left));
  text_printf(&snippet->marks, "%*s^", blanks, "");
  for (unsigned c = pieces[place].column + 1; c < pieces[end].column; c++)
    text_putc(&snippet->marks, '~');
  text_free(&layout.shown);
  free(layout.pieces);
}

void snippet_free(struct snippet *snippet) {
  text_free(&snippet->line);
  text_free(&snippet->marks);
}
