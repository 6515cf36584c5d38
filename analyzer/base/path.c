// SPDX-License-Identifier: MIT
// Paths as text.
#include "analyzer/base/path.h"

#include <string.h>

const char *path_below(const char *directory, const char *path) {
  size_t length = strlen(directory);
  if (!path || strcmp(directory, "/") == 0 || strncmp(path, directory, length) != 0 ||
      path[length] != '/')
    return path;
  return path + length + 1;
}

char *path_lexical(struct arena *arena, const char *path) {
  char *result = arena_string(arena, path), *to = result;
  for (const char *from = path; *from;) {
    from += strspn(from, "/");
    size_t length = strcspn(from, "/");
    if (length == 2 && !strncmp(from, "..", 2)) {
      do
        to -= to > result;
      while (to > result && *to != '/');
    } else if (length && !(length == 1 && *from == '.')) {
      *to++ = '/';
      memmove(to, from, length);
      to += length;
    }
    from += length;
  }
  if (to == result)
    *to++ = '/';
  *to = '\0';
  return result;
}
