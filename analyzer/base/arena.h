// SPDX-License-Identifier: MIT
// Memory that is freed all at once. Out of memory ends the program with one line: an analysis
// cannot go on without it.
#ifndef ASYNC_LINT_ARENA_H
#define ASYNC_LINT_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena_chunk;

/// What is right for any object.
enum { ARENA_ALIGNMENT = _Alignof(max_align_t) };

/// An arena; zero-initialise it. Addresses stay valid until arena_free().
struct arena {
  struct arena_chunk *chunks;
  char *next, *end;
  size_t total; // bytes asked from the system
};

/// What arena_alloc() does when the newest chunk has no room.
void *arena_alloc_chunk(struct arena *arena, size_t size);

/// `size` zeroed bytes, aligned for any object. Never NULL.
static inline void *arena_alloc(struct arena *arena, size_t size) {
  size_t room = (size_t)(arena->end - arena->next);
  if (size > room || room - size < ARENA_ALIGNMENT)
    return arena_alloc_chunk(arena, size);
  void *memory = arena->next;
  arena->next += (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
  return memory;
}

/// A copy of `size` bytes.
void *arena_copy(struct arena *arena, const void *data, size_t size);

/// A copy of `text`, and of its first `length` bytes with a NUL behind them.
char *arena_string(struct arena *arena, const char *text);
char *arena_string_n(struct arena *arena, const char *text, size_t length);

/// A formatted string.
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// Frees everything; the arena is empty and usable again.
void arena_free(struct arena *arena);

/// malloc, calloc-like zeroing, and realloc that never return NULL.
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);

/// Array of T in an arena: `ARENA_ARRAY(arena, struct x, n)`.
#define ARENA_ARRAY(arena, type, count)                                                            \
  ((type *)arena_alloc((arena), sizeof(type) * (size_t)(count)))
#define ARENA_NEW(arena, type) ARENA_ARRAY(arena, type, 1)

/// Makes room for one more element in a heap array `items` of `count` elements with room for
/// `capacity`; grows by doubling. The element at `count` is zeroed when the array grows into it;
/// the caller increments `count`.
#define GROW(items, count, capacity)                                                               \
  ((count) < (capacity) ? (void)0                                                                  \
                        : (void)((items) = grow_array((items), sizeof *(items), &(capacity))))
void *grow_array(void *items, size_t size, uint32_t *capacity);

#endif
