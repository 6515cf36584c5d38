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
