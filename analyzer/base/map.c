// SPDX-License-Identifier: MIT
// Open addressing with linear probing; tables stay at most three quarters full.
#include "analyzer/base/map.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_bytes(uint64_t seed, const void *data, size_t length) {
  const unsigned char *bytes = data;
  for (size_t i = 0; i < length; i++)
    seed = (seed ^ bytes[i]) * UINT64_C(0x100000001b3);
  return seed;
}

static uint32_t slot_of(uint64_t hash, uint32_t capacity) {
  return (uint32_t)((hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (capacity - 1);
}

static void grow_interner(struct interner *interner) {
  uint32_t capacity = interner->capacity ? interner->capacity * 2 : 256;
  struct interned *slots = xcalloc(capacity, sizeof *slots);
  for (uint32_t i = 0; i < interner->capacity; i++) {
    if (!interner->slots[i].text)
      continue;
    uint32_t at = slot_of(interner->slots[i].hash, capacity);
    while (slots[at].text)
      at = (at + 1) & (capacity - 1);
    slots[at] = interner->slots[i];
  }
  free(interner->slots);
  interner->slots = slots;
  interner->capacity = capacity;
}

/// The slot of the text, or the empty one where it belongs. Not of an interner without slots.
static struct interned *slot_for(const struct interner *interner, const char *text, size_t length,
                                 uint32_t hash) {
  uint32_t at = slot_of(hash, interner->capacity);
  for (; interner->slots[at].text; at = (at + 1) & (interner->capacity - 1)) {
    const struct interned *found = &interner->slots[at];
    if (found->hash == hash && found->length == length && memcmp(found->text, text, length) == 0)
      break;
  }
  return &interner->slots[at];
}

const char *intern_n(struct interner *interner, const char *text, size_t length) {
  if (!text)
    return NULL;
  if (interner->count * 4 >= interner->capacity * 3)
    grow_interner(interner);
  uint32_t hash = (uint32_t)XXH3_64bits(text, length);
  struct interned *slot = slot_for(interner, text, length, hash);
  if (slot->text)
    return slot->text;
  *slot = (struct interned){arena_string_n(interner->arena, text, length), hash, (uint32_t)length};
  interner->count++;
  return slot->text;
}

const char *intern(struct interner *interner, const char *text) {
  return text ? intern_n(interner, text, strlen(text)) : NULL;
}

const char *interned(const struct interner *interner, const char *text) {
  size_t length = strlen(text);
  uint32_t hash = (uint32_t)XXH3_64bits(text, length);
  return interner->capacity ? slot_for(interner, text, length, hash)->text : NULL;
}

void interner_free(struct interner *interner) {
  free(interner->slots);
  interner->slots = NULL;
  interner->capacity = interner->count = 0;
}

uint32_t map_get(const struct map *map, uint64_t key, uint32_t missing) {
  if (!map->capacity)
    return missing;
  for (uint32_t at = slot_of(key, map->capacity); map->keys[at];
       at = (at + 1) & (map->capacity - 1))
    if (map->keys[at] == key)
      return map->values[at];
  return missing;
}

static void place(struct map *map, uint64_t key, uint32_t value) {
  uint32_t at = slot_of(key, map->capacity);
  while (map->keys[at] && map->keys[at] != key)
    at = (at + 1) & (map->capacity - 1);
  if (!map->keys[at])
    map->count++;
  map->keys[at] = key;
  map->values[at] = value;
}

void map_set(struct map *map, uint64_t key, uint32_t value) {
  if (map->count * 4 >= map->capacity * 3) {
    struct map old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 64;
    map->count = 0;
    map->keys = xcalloc(map->capacity, sizeof *map->keys);
    map->values = xcalloc(map->capacity, sizeof *map->values);
    for (uint32_t i = 0; i < old.capacity; i++)
      if (old.keys[i])
        place(map, old.keys[i], old.values[i]);
    free(old.keys);
    free(old.values);
  }
  place(map, key, value);
}

void map_free(struct map *map) {
  free(map->keys);
  free(map->values);
  *map = (struct map){0};
}
