// SPDX-License-Identifier: MIT
// Patterns of paths.
#include "analyzer/config/config.h"

#include <string.h>

/// Matches the pattern against the first `length` bytes of the path. Goes back to the last star
/// only, so that no pattern takes exponential time; a `**` is a star that also takes slashes.
static bool match(const char *pattern, const char *path, size_t length) {
  const char *end = path + length;
  const char *star = NULL, *star_path = NULL, *wide = NULL, *wide_path = NULL;
  for (;;) {
    if (pattern[0] == '*' && pattern[1] == '*') {
      pattern += 2 + (pattern[2] == '/'); // `**/` takes no folder, too
      wide = pattern;
      wide_path = path;
      star = NULL;
    } else if (*pattern == '*') {
      star = ++pattern;
      star_path = path;
    } else if (path < end && *pattern && (*pattern == *path || (*pattern == '?' && *path != '/'))) {
      pattern++;
      path++;
    } else if (path == end && !*pattern) {
      return true;
    } else if (star && star_path < end && *star_path != '/') {
      pattern = star;
      path = ++star_path;
    } else if (wide && wide_path < end) {
      pattern = wide;
      path = ++wide_path;
      // `a/**/b` begins anew behind a slash only.
      while (wide[-1] == '/' && path < end && path[-1] != '/')
        path++;
      wide_path = path;
      star = NULL;
    } else {
      return false;
    }
  }
}

bool config_glob(const char *pattern, const char *path) {
  for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
    if (match(pattern, path, (size_t)(slash - path)))
      return true;
  return match(pattern, path, strlen(path));
}
