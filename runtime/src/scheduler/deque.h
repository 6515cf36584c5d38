// SPDX-License-Identifier: MIT
// The work-stealing deque of Chase and Lev (Dynamic Circular Work-Stealing Deque, SPAA 2005) with a
// fixed size: its owner pushes and pops at the bottom, newest first; thieves take from the top,
// oldest first.
//
// Memory order: every store to `bottom` releases what was pushed before it, and a thief's load of
// it acquires. The sequentially consistent accesses decide between owner and thieves over the last
// element. No fences, which ThreadSanitizer does not know.
#ifndef TASKRT_DEQUE_H
#define TASKRT_DEQUE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct coroutine;

enum { DEQUE_SLOTS = 256, CACHE_LINE = 64 };

struct deque {
  atomic_size_t top;
  char apart[CACHE_LINE]; // thieves write `top` while the owner works at `bottom`
  atomic_size_t bottom;
  _Atomic(struct coroutine *) slots[DEQUE_SLOTS];
};

/// How many elements there were a moment ago. Callable from any thread.
static inline size_t deque__length(struct deque *deque) {
  size_t top = atomic_load_explicit(&deque->top, memory_order_relaxed);
  size_t bottom = atomic_load_explicit(&deque->bottom, memory_order_relaxed);
  return bottom - top <= DEQUE_SLOTS ? bottom - top : 0;
}

/// By the owner. Returns false when it is full.
static inline bool deque__push(struct deque *deque, struct coroutine *coroutine) {
  size_t bottom = atomic_load_explicit(&deque->bottom, memory_order_relaxed);
  size_t top = atomic_load_explicit(&deque->top, memory_order_acquire);
  if (bottom - top >= DEQUE_SLOTS)
    return false;
  atomic_store_explicit(&deque->slots[bottom % DEQUE_SLOTS], coroutine, memory_order_relaxed);
  atomic_store_explicit(&deque->bottom, bottom + 1, memory_order_release);
  return true;
}

/// By the owner: the newest element, NULL if there is none.
static inline struct coroutine *deque__pop(struct deque *deque) {
  size_t bottom = atomic_load_explicit(&deque->bottom, memory_order_relaxed);
  if (bottom == atomic_load_explicit(&deque->top, memory_order_relaxed))
    return NULL; // empty, for only the owner adds
  bottom--;
  // An exchange, though a store would do by the standard: QEMU (7.2 at least) lets a sequentially
  // consistent load of arm64 overtake such a store, and an element would be taken twice.
  (void)atomic_exchange(&deque->bottom, bottom);
  size_t top = atomic_load(&deque->top);
  struct coroutine *coroutine = NULL;
  if ((ptrdiff_t)(bottom - top) >= 0)
    coroutine = atomic_load_explicit(&deque->slots[bottom % DEQUE_SLOTS], memory_order_relaxed);
  if ((ptrdiff_t)(bottom - top) > 0)
    return coroutine;
  if (coroutine && !atomic_compare_exchange_strong(&deque->top, &top, top + 1))
    coroutine = NULL; // a thief was faster
  atomic_store_explicit(&deque->bottom, bottom + 1, memory_order_release);
  return coroutine;
}

/// By the owner: the newest element, which stays; NULL if there is none. A thief may take it at any
/// moment.
static inline struct coroutine *deque__newest(struct deque *deque) {
  size_t bottom = atomic_load_explicit(&deque->bottom, memory_order_relaxed);
  if (bottom == atomic_load_explicit(&deque->top, memory_order_relaxed))
    return NULL;
  return atomic_load_explicit(&deque->slots[(bottom - 1) % DEQUE_SLOTS], memory_order_relaxed);
}

/// By anybody: the oldest element, NULL if there is none or another thread took it just now.
static inline struct coroutine *deque__steal(struct deque *deque) {
  size_t top = atomic_load(&deque->top);
  size_t bottom = atomic_load(&deque->bottom);
  if ((ptrdiff_t)(bottom - top) <= 0)
    return NULL;
  struct coroutine *coroutine =
      atomic_load_explicit(&deque->slots[top % DEQUE_SLOTS], memory_order_relaxed);
  return atomic_compare_exchange_strong(&deque->top, &top, top + 1) ? coroutine : NULL;
}

#endif
