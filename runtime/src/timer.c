// SPDX-License-Identifier: MIT
// The pairing heap (Fredman, Sedgewick, Sleator, Tarjan: The pairing heap, Algorithmica 1986) with
// two-pass merging, and the hand-shake between firing and removing.
//
// Memory order: `earliest` is a hint that publishes nothing, so it is relaxed; who starts a timer
// on another thread's heap wakes that thread afterwards, and the wake-up orders the two.
#include "timer.h"

#include "system/park.h"

static bool before(const struct timer *a, const struct timer *b) {
  return a->due != b->due ? a->due < b->due : a->sequence < b->sequence;
}

// Merges two heaps without siblings; either may be NULL.
static struct timer *meld(struct timer *a, struct timer *b) {
  if (!a || !b)
    return a ? a : b;
  if (before(b, a)) {
    struct timer *swap = a;
    a = b;
    b = swap;
  }
  b->next = a->child;
  b->previous = a;
  if (a->child)
    a->child->previous = b;
  a->child = b;
  return a;
}

// Melds the siblings from `first` on: in pairs from the left, then the pairs from the right.
static struct timer *meld_siblings(struct timer *first) {
  struct timer *pairs = NULL; // a stack linked by `next`
  while (first) {
    struct timer *a = first;
    struct timer *b = a->next;
    first = b ? b->next : NULL;
    a->next = a->previous = NULL;
    if (b)
      b->next = b->previous = NULL;
    struct timer *pair = meld(a, b);
    pair->next = pairs;
    pairs = pair;
  }
  struct timer *root = NULL;
  while (pairs) {
    struct timer *pair = pairs;
    pairs = pair->next;
    pair->next = NULL;
    root = meld(root, pair);
  }
  return root;
}

// The heap's lock is held in the three functions below.
static void note_earliest(struct timer_heap *heap) {
  atomic_store_explicit(&heap->earliest, heap->root ? heap->root->due : CLOCK_NEVER,
                        memory_order_relaxed);
}

static void cut(struct timer *timer) {
  if (timer->previous->child == timer)
    timer->previous->child = timer->next;
  else
    timer->previous->next = timer->next;
  if (timer->next)
    timer->next->previous = timer->previous;
  timer->next = timer->previous = NULL;
}

static void unlink_timer(struct timer_heap *heap, struct timer *timer) {
  struct timer *rest = meld_siblings(timer->child);
  timer->child = NULL;
  if (timer == heap->root) {
    heap->root = rest;
  } else {
    cut(timer);
    heap->root = meld(heap->root, rest);
  }
  timer->queued = false;
  note_earliest(heap);
}

void timer_heap__init(struct timer_heap *heap) {
  *heap = (struct timer_heap){0};
  pthread_mutex_init(&heap->lock, NULL);
  pthread_cond_init(&heap->fired, NULL);
  atomic_init(&heap->earliest, CLOCK_NEVER);
}

void timer_heap__close(struct timer_heap *heap) {
  pthread_cond_destroy(&heap->fired);
  pthread_mutex_destroy(&heap->lock);
}

bool timer__start(struct timer_heap *heap, struct timer *timer, uint64_t due,
                  void (*fire)(struct timer *)) {
  pthread_mutex_lock(&heap->lock);
  *timer = (struct timer){
      .due = due, .sequence = heap->sequence++, .fire = fire, .heap = heap, .queued = true};
  heap->root = meld(heap->root, timer);
  note_earliest(heap);
  bool first = heap->root == timer;
  pthread_mutex_unlock(&heap->lock);
  return first;
}

bool timer__remove(struct timer *timer) {
  struct timer_heap *heap = timer->heap;
  if (!heap)
    return false;
  pthread_mutex_lock(&heap->lock);
  bool queued = timer->queued;
  if (queued)
    unlink_timer(heap, timer);
  pthread_mutex_unlock(&heap->lock);
  return queued;
}

void timer__settle(struct timer *timer) {
  struct timer_heap *heap = timer->heap;
  if (!heap)
    return;
  pthread_mutex_lock(&heap->lock);
  if (timer->queued)
    unlink_timer(heap, timer);
  else if (!pthread_equal(heap->owner, pthread_self()))
    while (heap->firing == timer)
      pthread_cond_wait(&heap->fired, &heap->lock);
  pthread_mutex_unlock(&heap->lock);
}

void timer_heap__fire(struct timer_heap *heap, uint64_t now) {
  pthread_mutex_lock(&heap->lock);
  while (heap->root && heap->root->due <= now) {
    struct timer *timer = heap->root;
    unlink_timer(heap, timer);
    heap->firing = timer;
    pthread_mutex_unlock(&heap->lock);
    timer->fire(timer); // from here on `timer` may be gone; only its address is compared
    pthread_mutex_lock(&heap->lock);
    heap->firing = NULL;
    pthread_cond_broadcast(&heap->fired);
  }
  pthread_mutex_unlock(&heap->lock);
}

uint64_t timer_heap__next(struct timer_heap *heap) {
  return atomic_load_explicit(&heap->earliest, memory_order_relaxed);
}
