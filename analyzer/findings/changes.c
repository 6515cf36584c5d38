// SPDX-License-Identifier: MIT
// Changed lines: reading a diff, and which findings touch it.
#include "analyzer/findings/changes.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// ---- paths ----

/// Appends the path of a `+++` line, of which git quotes some as C does; `from` is behind `+++ `.
static void read_path(struct text *path, const char *from, size_t length) {
  const char *end = from + length;
  bool quoted = length > 1 && *from == '"' && end[-1] == '"';
  from += quoted;
  end -= quoted;
  while (from < end) {
    static const char letters[] = "abtnvfr", meant[] = "\a\b\t\n\v\f\r";
    if (!quoted || *from != '\\' || from + 1 >= end) {
      text_putc(path, *from++);
      continue;
    }
    const char *letter = strchr(letters, *++from);
    if (*from >= '0' && *from <= '3' && end - from >= 3) {
      text_putc(path, (char)((from[0] - '0') * 64 + (from[1] - '0') * 8 + (from[2] - '0')));
      from += 2;
    } else {
      text_putc(path, letter ? meant[letter - letters] : *from);
    }
    from++;
  }
}

static struct changed_file *add_file(struct changes *changes, const char *top, const char *path) {
  GROW(changes->files, changes->count, changes->capacity);
  struct changed_file *file = &changes->files[changes->count++];
  *file = (struct changed_file){.path = arena_printf(&changes->arena, "%s/%s", top, path)};
  return file;
}

// ---- the diff ----

static const char *next_line(const char *line) {
  line += strcspn(line, "\n");
  return *line ? line + 1 : line;
}

/// Reads `,N` or nothing, which is 1.
static unsigned long read_count(const char **at) {
  if (**at != ',')
    return 1;
  char *end;
  unsigned long count = strtoul(*at + 1, &end, 10);
  *at = end;
  return count;
}

static void add_lines(struct changed_file *file, unsigned long start, unsigned long count) {
  GROW(file->lines, file->count, file->capacity);
  struct changed_lines *lines = &file->lines[file->count++];
  if (count)
    *lines = (struct changed_lines){(uint32_t)start, (uint32_t)(start + count - 1)};
  else // removed behind line `start`
    *lines = (struct changed_lines){(uint32_t)start, (uint32_t)start + 1};
}

/// Reads `@@ -A,B +C,D @@` and passes over the lines it announces. NULL when it is something else.
static const char *read_hunk(struct changed_file *file, const char *line) {
  char *end;
  strtoul(line + 4, &end, 10);
  const char *at = end;
  unsigned long removed = read_count(&at);
  if (strncmp(at, " +", 2) != 0)
    return NULL;
  unsigned long start = strtoul(at + 2, &end, 10);
  at = end;
  unsigned long added = read_count(&at);
  if (strncmp(at, " @@", 3) != 0)
    return NULL;
  if (file)
    add_lines(file, start, added);
  line = next_line(line);
  for (unsigned long i = 0; i < removed + added && *line; i++) {
    line = next_line(line);
    if (*line == '\\') // No newline at end of file
      line = next_line(line);
  }
  return line;
}

bool changes_parse(struct changes *changes, const char *diff, const char *top) {
  struct changed_file *file = NULL;
  struct text path = {0};
  const char *line = diff;
  while (line && *line) {
    if (!strncmp(line, "@@ -", 4)) {
      line = read_hunk(file, line);
      continue;
    }
    if (!strncmp(line, "diff ", 5))
      file = NULL;
    if (!strncmp(line, "+++ ", 4)) {
      size_t length = strcspn(line + 4, "\n");
      length -= length && line[4 + length - 1] == '\t'; // git's mark of a path with blanks
      path.length = 0;
      read_path(&path, line + 4, length);
      // A file that was removed has no lines to look at; its name is /dev/null.
      file = strncmp(text_get(&path), "b/", 2) ? NULL : add_file(changes, top, path.data + 2);
    }
    line = next_line(line);
  }
  text_free(&path);
  return line != NULL;
}

// ---- findings ----

static const struct changed_file *find_file(const struct changes *changes, const char *path) {
  char real[PATH_MAX];
  const char *resolved = realpath(path, real) ? real : path;
  for (uint32_t i = 0; i < changes->count; i++)
    if (!strcmp(changes->files[i].path, resolved))
      return &changes->files[i];
  return NULL;
}

static bool touches(const struct changes *changes, const char *path, uint32_t first,
                    uint32_t last) {
  const struct changed_file *file = path ? find_file(changes, path) : NULL;
  if (!file || !file->count)
    return file != NULL;
  for (uint32_t i = 0; i < file->count; i++)
    if (file->lines[i].first <= last && first <= file->lines[i].last)
      return true;
  return false;
}

static bool touches_place(const struct changes *changes, const struct ir_location *loc) {
  uint32_t last = loc->end_line > loc->line ? loc->end_line : loc->line;
  return touches(changes, loc->file, loc->line, last) ||
         touches(changes, loc->macro_file, loc->macro_line, loc->macro_line);
}

static bool is_changed(const struct changes *changes, const struct finding *finding) {
  bool changed = touches_place(changes, &finding->loc);
  for (uint32_t i = 0; i < finding->note_count && !changed; i++)
    changed = touches_place(changes, &finding->notes[i].loc);
  return changed;
}

uint32_t changes_apply(const struct changes *changes, struct findings *findings) {
  uint32_t kept = 0, before = findings->count;
  for (uint32_t i = 0; i < before; i++)
    if (is_changed(changes, &findings->items[i]))
      findings->items[kept++] = findings->items[i];
  findings->count = kept;
  return before - kept;
}

void changes_free(struct changes *changes) {
  for (uint32_t i = 0; i < changes->count; i++)
    free(changes->files[i].lines);
  free(changes->files);
  arena_free(&changes->arena);
  *changes = (struct changes){0};
}
