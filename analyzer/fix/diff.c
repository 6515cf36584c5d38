// SPDX-License-Identifier: MIT
// The changes of a plan as a unified diff.
#include "analyzer/base/path.h"
#include "analyzer/fix/plan.h"

#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 3 };

/// Lines of a text: offsets of each, and the end.
struct lines {
  const char *text;
  uint32_t count, capacity;
  size_t *starts; // one more than `count`
};

static struct lines cut(const char *text, size_t length) {
  struct lines lines = {.text = text};
  for (size_t at = 0; at < length;) {
    GROW(lines.starts, lines.count, lines.capacity);
    lines.starts[lines.count++] = at;
    const char *end = memchr(text + at, '\n', length - at);
    at = end ? (size_t)(end - text) + 1 : length;
  }
  GROW(lines.starts, lines.count, lines.capacity);
  lines.starts[lines.count] = length;
  return lines;
}

static size_t line_length(const struct lines *lines, uint32_t i) {
  return lines->starts[i + 1] - lines->starts[i];
}

static bool same_line(const struct lines *a, uint32_t i, const struct lines *b, uint32_t k) {
  return line_length(a, i) == line_length(b, k) &&
         !memcmp(a->text + a->starts[i], b->text + b->starts[k], line_length(a, i));
}

/// Old lines `first` up to `last` become new lines `to` up to `end`.
struct change {
  uint32_t first, last, to, end;
};

/// The line that holds the byte; the number of lines when it is behind the last one.
static uint32_t line_of(const struct lines *lines, size_t offset) {
  uint32_t low = 0, high = lines->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (lines->starts[middle + 1] <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// Leaves out what is the same at both ends.
static void trim(struct change *change, const struct lines *old, const struct lines *now) {
  while (change->first < change->last && change->to < change->end &&
         same_line(old, change->first, now, change->to)) {
    change->first++;
    change->to++;
  }
  while (change->first < change->last && change->to < change->end &&
         same_line(old, change->last - 1, now, change->end - 1)) {
    change->last--;
    change->end--;
  }
}

/// The changes, one for each run of edits whose lines touch.
static uint32_t find_changes(const struct fix_file *file, const struct lines *old,
                             const struct lines *now, struct change *changes) {
  uint32_t count = 0;
  int64_t moved = 0; // what an old offset is off by in the new text
  for (uint32_t i = 0; i < file->edit_count; i++) {
    const struct fix_edit *edit = file->edits[i];
    size_t end = (size_t)edit->offset + edit->length, added = strlen(edit->text);
    size_t from = (size_t)(edit->offset + moved);
    struct change change = {line_of(old, edit->offset), line_of(old, end) + 1, line_of(now, from),
                            line_of(now, from + added) + 1};
    change.last = change.last > old->count ? old->count : change.last;
    change.end = change.end > now->count ? now->count : change.end;
    moved += (int64_t)added - edit->length;
    if (count && change.first <= changes[count - 1].last) {
      changes[count - 1].last = change.last;
      changes[count - 1].end = change.end;
    } else {
      changes[count++] = change;
    }
  }
  return count;
}

static void put_line(FILE *out, char sign, const struct lines *lines, uint32_t i) {
  size_t length = line_length(lines, i);
  fputc(sign, out);
  fwrite(lines->text + lines->starts[i], 1, length, out);
  if (!length || lines->text[lines->starts[i] + length - 1] != '\n')
    fputs("\n\\ No newline at end of file\n", out);
}

/// The first line of a range as `@@` counts them: the one before when the range is empty.
static uint32_t shown_start(uint32_t first, uint32_t count) {
  return count ? first + 1 : first;
}

static void put_hunk(FILE *out, const struct lines *old, const struct lines *now,
                     const struct change *changes, uint32_t count) {
  const struct change *last = &changes[count - 1];
  uint32_t before = changes->first < CONTEXT ? changes->first : CONTEXT;
  uint32_t first = changes->first - before, to = changes->to - before;
  uint32_t after = old->count - last->last < CONTEXT ? old->count - last->last : CONTEXT;
  uint32_t old_count = last->last + after - first, new_count = last->end + after - to;
  fprintf(out, "@@ -%u,%u +%u,%u @@\n", shown_start(first, old_count), old_count,
          shown_start(to, new_count), new_count);
  for (uint32_t at = first, i = 0; at < last->last + after || i < count;) {
    if (i < count && at == changes[i].first) {
      for (; at < changes[i].last; at++)
        put_line(out, '-', old, at);
      for (uint32_t k = changes[i].to; k < changes[i].end; k++)
        put_line(out, '+', now, k);
      i++;
    } else {
      put_line(out, ' ', old, at++);
    }
  }
}

static void put_name(FILE *out, const char *sign, const char *side, const char *path,
                     const char *directory) {
  const char *shown = path_below(directory, path);
  fprintf(out, "%s %s%s%s\n", sign, *shown == '/' ? "" : side, shown,
          strchr(shown, ' ') ? "\t" : ""); // names with blanks end in a tab
}

static void put_file(FILE *out, const struct fix_file *file, const char *directory) {
  struct text after = {0};
  fix_file_after(file, &after);
  struct lines old = cut(text_get(&file->before), file->before.length);
  struct lines now = cut(text_get(&after), after.length);
  struct change *changes = xcalloc((size_t)file->edit_count + 1, sizeof *changes);
  uint32_t found = find_changes(file, &old, &now, changes), count = 0;
  for (uint32_t i = 0; i < found; i++) {
    trim(&changes[i], &old, &now);
    if (changes[i].first < changes[i].last || changes[i].to < changes[i].end)
      changes[count++] = changes[i];
  }
  if (count) {
    put_name(out, "---", "a/", file->path, directory);
    put_name(out, "+++", "b/", file->path, directory);
  }
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && changes[next].first - changes[next - 1].last <= 2 * CONTEXT;)
      next++;
    put_hunk(out, &old, &now, &changes[i], next - i);
  }
  free(changes);
  free(old.starts);
  free(now.starts);
  text_free(&after);
}

static int by_path(const void *left, const void *right) {
  const struct fix_file *a = *(const struct fix_file *const *)left;
  const struct fix_file *b = *(const struct fix_file *const *)right;
  return strcmp(a->path, b->path);
}

void fix_plan_diff(FILE *out, const struct fix_plan *plan, const char *directory) {
  const struct fix_file **files = xcalloc((size_t)plan->file_count + 1, sizeof *files);
  uint32_t count = 0;
  for (uint32_t i = 0; i < plan->file_count; i++)
    if (plan->files[i].edit_count)
      files[count++] = &plan->files[i];
  if (count)
    qsort(files, count, sizeof *files, by_path);
  for (uint32_t i = 0; i < count; i++)
    put_file(out, files[i], directory);
  free(files);
}
