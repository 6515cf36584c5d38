// SPDX-License-Identifier: MIT
// The arena: chunks in a list, bump allocation inside the newest.
#include "analyzer/base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct arena_chunk {
  struct arena_chunk *older;
  size_t mapped; // its size when it was mapped by itself
  alignas(max_align_t) char data[];
};

// Chunks grow from the first size to the last: many arenas hold little. Large ones are mapped in
// units that the system may back with one large page each: a whole program is touched once, and the
// system's work for each small page would cost as much as ours with it.
enum { FIRST_CHUNK = 1 << 12, SMALL_CHUNK = 1 << 16, LARGE_PAGE = 1 << 21, LARGE_FROM = 1 << 21 };

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

/// Whole large pages with room for `size` bytes; NULL when the system has none.
static struct arena_chunk *map_pages(size_t size) {
  size = (size + LARGE_PAGE - 1) & ~(size_t)(LARGE_PAGE - 1);
  char *memory =
      mmap(NULL, size + LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return NULL;
  size_t before = (LARGE_PAGE - (uintptr_t)memory % LARGE_PAGE) % LARGE_PAGE;
  if (before)
    munmap(memory, before);
  if (LARGE_PAGE - before)
    munmap(memory + before + size, LARGE_PAGE - before);
  madvise(memory + before, size, MADV_HUGEPAGE);
  struct arena_chunk *chunk = (struct arena_chunk *)(void *)(memory + before);
  chunk->mapped = size;
  return chunk;
}

static void add_chunk(struct arena *arena, size_t size) {
  size_t payload = arena->total < FIRST_CHUNK   ? FIRST_CHUNK
                   : arena->total > SMALL_CHUNK ? SMALL_CHUNK
                                                : arena->total;
  payload = size > payload ? size : payload;
  struct arena_chunk *chunk =
      arena->total >= LARGE_FROM ? map_pages(sizeof *chunk + payload) : NULL;
  if (chunk)
    payload = chunk->mapped - sizeof *chunk;
  else
    chunk = xcalloc(1, sizeof *chunk + payload);
  chunk->older = arena->chunks;
  arena->chunks = chunk;
  arena->next = chunk->data;
  arena->end = chunk->data + payload;
  arena->total += sizeof *chunk + payload;
}

void *arena_alloc_chunk(struct arena *arena, size_t size) {
  if (size > SIZE_MAX / 2)
    checked(NULL);
  size = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
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
    if (chunk->mapped)
      munmap(chunk, chunk->mapped);
    else
      free(chunk);
    chunk = older;
  }
  *arena = (struct arena){0};
}
