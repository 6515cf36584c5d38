// SPDX-License-Identifier: MIT
// Functions by their bytes.
#include "analyzer/lsp/workspace/library.h"

#include <stdlib.h>
#include <xxhash.h>

static struct held *find(const struct library *library, const uint64_t hash[2]) {
  uint32_t at = map_get(&library->at, hash[0], 0);
  struct held *held = at ? library->items[at - 1] : NULL;
  return held && held->hash[1] == hash[1] ? held : NULL;
}

static void free_held(struct held *held) {
  arena_free(&held->keep.changing);
  arena_free(&held->arena);
  free(held);
}

/// Reads a function into memory of its own, with the names of the pool; NULL when malformed.
static struct held *read_function(struct ir_pool *pool, const void *bytes, size_t length) {
  struct ir_pool own = {.names = pool->names, .here = pool->here};
  struct ir_function *function = ir_read_function(&own, bytes, length);
  pool->names = own.names;
  if (!function) {
    arena_free(&own.arena);
    return NULL;
  }
  struct held *held = xcalloc(1, sizeof *held);
  held->arena = own.arena;
  held->keep.arena = &held->arena;
  held->function = function;
  function->keep = &held->keep;
  return held;
}

static void add(struct library *library, struct held *held) {
  GROW(library->items, library->count, library->capacity);
  library->items[library->count++] = held;
  map_set(&library->at, held->hash[0], library->count);
}

static struct ir_function *take_function(void *data, struct ir_pool *pool, const void *bytes,
                                         size_t length) {
  struct reading *reading = data;
  XXH128_hash_t value = XXH3_128bits(bytes, length);
  const uint64_t hash[2] = {value.low64 | 1, value.high64};
  struct held *held = find(reading->library, hash);
  if (!held) {
    held = read_function(pool, bytes, length);
    if (!held)
      return NULL;
    held->hash[0] = hash[0];
    held->hash[1] = hash[1];
    add(reading->library, held);
  }
  held->users++;
  GROW(reading->functions, reading->function_count, reading->function_capacity);
  reading->functions[reading->function_count++] = held;
  return held->function;
}

static void take_declaration(void *data, const void *bytes, size_t length) {
  struct reading *reading = data;
  GROW(reading->declarations, reading->declaration_count, reading->declaration_capacity);
  reading->declarations[reading->declaration_count++] = XXH3_64bits(bytes, length) | 1;
}

void reading_begin(struct reading *reading, struct library *library) {
  *reading =
      (struct reading){.library = library, .hooks = {take_function, take_declaration, reading}};
}

void reading_free(struct reading *reading) {
  library_release(reading->functions, reading->function_count);
  free(reading->functions);
  free(reading->declarations);
}

void library_release(struct held *const *functions, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    functions[i]->users--;
}

void library_sweep(struct library *library) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < library->count; i++) {
    struct held *held = library->items[i];
    if (held->users)
      library->items[kept++] = held;
    else
      free_held(held);
  }
  if (kept == library->count)
    return;
  library->count = kept;
  map_free(&library->at);
  for (uint32_t i = 0; i < kept; i++)
    map_set(&library->at, library->items[i]->hash[0], i + 1);
}

void library_free(struct library *library) {
  for (uint32_t i = 0; i < library->count; i++)
    free_held(library->items[i]);
  free(library->items);
  map_free(&library->at);
  *library = (struct library){0};
}
