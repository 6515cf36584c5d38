// SPDX-License-Identifier: MIT
// The arena: chunks in a list, bump allocation inside the newest.
#include "analyzer/base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_chunk {
  struct arena_chunk *older;
  alignas(max_align_t) char data[];
};

// Chunks grow from the first size to the last: many arenas hold little.
enum { FIRST_CHUNK = 1 << 12, LAST_CHUNK = 1 << 16, ALIGNMENT = alignof(max_align_t) };

static void *checked(void *memory) {
  if (memory)
    return memory;
  fputs("async-lint: out of memory\n", stderr);
  exit(2);
}

void *xmalloc(size_t size) {
  return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size) {
  return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size) {
  return checked(realloc(old, size ? size : 1));
}

char *xstrdup(const char *text) {
  size_t size = strlen(text) + 1;
  return memcpy(xmalloc(size), text, size);
}

void *grow_array(void *items, size_t size, uint32_t *capacity) {
  uint32_t larger = *capacity ? *capacity * 2 : 8;
  if (larger <= *capacity)
    checked(NULL);
  items = xrealloc(items, size * larger);
  memset((char *)items + size * *capacity, 0, size * (larger - *capacity));
  *capacity = larger;
  return items;
}

static void add_chunk(struct arena *arena, size_t size) {
  size_t payload = arena->total < FIRST_CHUNK  ? FIRST_CHUNK
                   : arena->total > LAST_CHUNK ? LAST_CHUNK
                                               : arena->total;
  payload = size > payload ? size : payload;
  struct arena_chunk *chunk = xcalloc(1, sizeof *chunk + payload);
  chunk->older = arena->chunks;
  arena->chunks = chunk;
  arena->next = chunk->data;
  arena->end = chunk->data + payload;
  arena->total += sizeof *chunk + payload;
}

void *arena_alloc(struct arena *arena, size_t size) {
  if (size > SIZE_MAX / 2)
    checked(NULL);
  size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (!arena->next || size > (size_t)(arena->end - arena->next))
    add_chunk(arena, size);
  void *memory = arena->next;
  arena->next += size;
  return memory;
}

void *arena_copy(struct arena *arena, const void *data, size_t size) {
  void *copy = arena_alloc(arena, size);
  if (size)
    memcpy(copy, data, size);
  return copy;
}

char *arena_string_n(struct arena *arena, const char *text, size_t length) {
  char *copy = arena_alloc(arena, length + 1);
  if (length)
    memcpy(copy, text, length);
  return copy;
}

char *arena_string(struct arena *arena, const char *text) {
  return arena_string_n(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...) {
  va_list list;
  va_start(list, format);
  int length = vsnprintf(NULL, 0, format, list);
  va_end(list);
  char *text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
  va_start(list, format);
  vsnprintf(text, (size_t)(length < 0 ? 0 : length) + 1, format, list);
  va_end(list);
  return text;
}

void arena_free(struct arena *arena) {
  for (struct arena_chunk *chunk = arena->chunks; chunk;) {
    struct arena_chunk *older = chunk->older;
    free(chunk);
    chunk = older;
  }
  *arena = (struct arena){0};
}
