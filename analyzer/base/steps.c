// SPDX-License-Identifier: MIT
#include "analyzer/base/steps.h"

#include "analyzer/base/map.h"
#include "analyzer/base/scan.h"

#include <string.h>

uint64_t steps_key(const char *path, const char *directory, const char *const *arguments,
                   unsigned count, uint64_t own) {
  const char *slash = strrchr(path, '/'); // `#include "a.h"` looks beside the file first
  uint64_t key = hash_bytes(HASH_SEED, directory, strlen(directory) + 1);
  key = hash_bytes(key, path, slash ? (size_t)(slash - path) + 1 : 0);
  for (unsigned i = 0; i < count; i++)
    if (!steps_is_own(own, i))
      key = hash_bytes(key, arguments[i], strlen(arguments[i]) + 1);
  return key;
}

void steps_find(struct steps *steps, const char *text, size_t length, uint64_t key) {
  size_t start, at = 0, end;
  *steps = (struct steps){0};
  while (steps->count < MAX_STEPS && (end = scan_step(text, length, at, &start))) {
    key = hash_bytes(key, text + start, end - start);
    key = hash_bytes(key, "", 1);
    steps->start[steps->count] = start;
    steps->end[steps->count] = end;
    steps->hash[steps->count++] = key | 1;
    at = end;
  }
}
