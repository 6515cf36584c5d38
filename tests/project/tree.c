// SPDX-License-Identifier: MIT
// Walking the source tree.
#include "tests/project/tree.h"
#include "analyzer/base/arena.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void names_add(struct names *names, const char *name, size_t length) {
  GROW(names->items, names->count, names->capacity);
  char *copy = xmalloc(length + 1);
  memcpy(copy, name, length);
  copy[length] = '\0';
  names->items[names->count++] = copy;
}

static int compare(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

struct text names_lines(struct names *names) {
  struct text lines = {0};
  if (names->count)
    qsort(names->items, names->count, sizeof *names->items, compare);
  for (uint32_t i = 0; i < names->count; i++)
    text_printf(&lines, "%s\n", names->items[i]);
  return lines;
}

bool names_contain(const struct names *names, const char *name) {
  for (uint32_t i = 0; i < names->count; i++)
    if (strcmp(names->items[i], name) == 0)
      return true;
  return false;
}

void names_free(struct names *names) {
  for (uint32_t i = 0; i < names->count; i++)
    free(names->items[i]);
  free(names->items);
  *names = (struct names){0};
}

bool begins_with(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *text, const char *suffix) {
  size_t length = strlen(text), end = strlen(suffix);
  return length >= end && strcmp(text + length - end, suffix) == 0;
}

static bool is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_build_folder(const char *path) {
  struct text cache = {0};
  struct stat status;
  text_printf(&cache, "%s/CMakeCache.txt", path);
  bool found = stat(cache.data, &status) == 0;
  text_free(&cache);
  return found;
}

static void walk(struct names *names, const char *folder, bool folders);

/// Looks at one entry: files are added with all below, or folders by their names.
static void take_entry(struct names *names, const char *folder, const char *name, bool folders) {
  struct text inner = {0}, path = {0};
  text_printf(&inner, "%s%s%s", folder, *folder ? "/" : "", name);
  text_printf(&path, "%s/%s", SOURCE_DIR, inner.data);
  bool deeper = is_folder(path.data);
  if (*name == '.' || strcmp(name, "build") == 0 || (deeper && is_build_folder(path.data)))
    ; // not ours
  else if (folders && deeper)
    names_add(names, name, strlen(name));
  else if (!folders && deeper)
    walk(names, inner.data, false);
  else if (!folders)
    names_add(names, inner.data, inner.length);
  text_free(&inner);
  text_free(&path);
}

static void walk(struct names *names, const char *folder, bool folders) {
  struct text path = {0};
  text_printf(&path, "%s/%s", SOURCE_DIR, folder);
  DIR *open = opendir(path.data);
  for (struct dirent *entry; open && (entry = readdir(open));)
    take_entry(names, folder, entry->d_name, folders);
  if (open)
    closedir(open);
  text_free(&path);
}

void tree_files(struct names *names, const char *folder) {
  walk(names, folder, false);
}

void tree_folders(struct names *names, const char *folder) {
  walk(names, folder, true);
}

struct text tree_read(const char *path) {
  struct text text = {0}, full = {0};
  text_printf(&full, "%s/%s", SOURCE_DIR, path);
  if (!text_read_file(&text, full.data, 1 << 24))
    fail_msg("%s: %s", path, strerror(errno));
  text_free(&full);
  return text;
}

void each_line(const char *source, void (*visit)(const char *line, unsigned number, void *data),
               void *data) {
  struct text line = {0};
  for (unsigned number = 1; *source; number++) {
    size_t length = strcspn(source, "\n");
    line.length = 0;
    text_append(&line, source, length);
    visit(text_get(&line), number, data);
    source += length + (source[length] == '\n');
  }
  text_free(&line);
}
