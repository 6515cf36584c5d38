// SPDX-License-Identifier: MIT
// Hash tables: names interned to stable pointers, and a map from 64-bit or pointer keys to 32-bit
// values.
#ifndef ASYNC_LINT_MAP_H
#define ASYNC_LINT_MAP_H

#include "analyzer/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct interned {
  const char *text;
  uint32_t hash, length;
};

/// A set of strings of any bytes, each kept once: equal strings give equal pointers.
/// Zero-initialise with an arena.
struct interner {
  struct arena *arena;
  struct interned *slots;
  uint32_t capacity, count;
};

/// The one copy of `text` (of its first `length` bytes). NULL gives NULL. Lives as long as the
/// arena.
const char *intern(struct interner *interner, const char *text);
const char *intern_n(struct interner *interner, const char *text, size_t length);

/// The copy of `text` if there is one, else NULL.
const char *interned(const struct interner *interner, const char *text);

/// Frees the table; the strings stay with the arena.
void interner_free(struct interner *interner);

/// Open-addressing map from a nonzero key to a value. Zero-initialise.
struct map {
  uint64_t *keys;
  uint32_t *values;
  uint32_t capacity, count;
};

/// Value of `key`, or `missing`.
uint32_t map_get(const struct map *map, uint64_t key, uint32_t missing);

/// Sets `key` (nonzero) to `value`.
void map_set(struct map *map, uint64_t key, uint32_t value);

/// Frees the table; the map is empty and usable again.
void map_free(struct map *map);

/// A key from an interned pointer.
static inline uint64_t map_key(const void *pointer) {
  return (uint64_t)(uintptr_t)pointer;
}

/// FNV-1a over bytes, continued from `seed` (HASH_SEED to begin). Source: Fowler, Noll, Vo.
#define HASH_SEED UINT64_C(0xcbf29ce484222325)
uint64_t hash_bytes(uint64_t seed, const void *data, size_t length);

#endif
