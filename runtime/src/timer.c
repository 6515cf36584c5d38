// SPDX-License-Identifier: MIT
// The hierarchical timing wheel (Varghese, Lauck: Hashed and Hierarchical Timing Wheels, 1987) and
// the hand-shake between firing and removing. A timer lies on the level of the highest group of six
// bits in which its millisecond differs from that of the wheel, so every filled slot of a level
// lies ahead of the wheel, and the lowest filled level has the next event: its timers are due
// (level 0) or move down.
//
// Memory order: `earliest` is a hint that publishes nothing, so it is relaxed; who starts a timer
// on another thread's wheel wakes that thread afterwards, and the wake-up orders the two.
#include "timer.h"

#include <stddef.h>

#include "scheduler/seeded.h"
#include "system/park.h"

enum { BITS = 6 };

// --- rings --------------------------------------------------------------------------------------

static void ring_init(struct timer_link *ring) {
  ring->next = ring->previous = ring;
}

static bool ring_empty(const struct timer_link *ring) {
  return ring->next == ring;
}

static void ring_append(struct timer_link *ring, struct timer_link *link) {
  link->next = ring;
  link->previous = ring->previous;
  ring->previous->next = link;
  ring->previous = link;
}

static void ring_remove(struct timer_link *link) {
  link->next->previous = link->previous;
  link->previous->next = link->next;
  link->next = link->previous = NULL;
}

static struct timer *timer_of(struct timer_link *link) {
  return (struct timer *)(void *)((char *)link - offsetof(struct timer, link));
}

// --- the wheel, whose lock is held in the functions below
// -----------------------------------------

static void place(struct timer_wheel *wheel, struct timer *timer) {
  if (timer->tick <= wheel->now) {
    ring_append(&wheel->due, &timer->link);
    return;
  }
  unsigned level = (63 - (unsigned)__builtin_clzll(timer->tick ^ wheel->now)) / BITS;
  unsigned slot = (unsigned)(timer->tick >> (level * BITS)) % TIMER_SLOTS;
  ring_append(&wheel->slots[level][slot], &timer->link);
  wheel->filled[level] |= (uint64_t)1 << slot;
}

// The next filled slot. Returns the millisecond when it begins, CLOCK_NEVER if none is filled.
static uint64_t next_slot(const struct timer_wheel *wheel, unsigned *level, unsigned *slot) {
  for (*level = 0; *level < TIMER_LEVELS; ++*level) {
    if (!wheel->filled[*level])
      continue;
    *slot = (unsigned)__builtin_ctzll(wheel->filled[*level]);
    unsigned shift = *level * BITS;
    uint64_t above = wheel->now >> (shift + BITS) << (shift + BITS);
    return above | (uint64_t)*slot << shift;
  }
  return CLOCK_NEVER;
}

static void note_earliest(struct timer_wheel *wheel) {
  unsigned level, slot;
  uint64_t tick = ring_empty(&wheel->due) ? next_slot(wheel, &level, &slot) : 0;
  atomic_store_explicit(&wheel->earliest,
                        tick == CLOCK_NEVER ? CLOCK_NEVER
                                            : tick * CLOCK_NANOSECONDS_PER_MILLISECOND,
                        memory_order_relaxed);
}

// Moves the timers of the wheel's next slot to where they belong now.
static void turn(struct timer_wheel *wheel, uint64_t tick, unsigned level, unsigned slot) {
  struct timer_link *ring = &wheel->slots[level][slot];
  struct timer_link *link = ring->next;
  wheel->now = tick;
  wheel->filled[level] &= ~((uint64_t)1 << slot);
  ring_init(ring);
  while (link != ring) {
    struct timer_link *next = link->next;
    place(wheel, timer_of(link));
    link = next;
  }
}

static void advance(struct timer_wheel *wheel, uint64_t tick) {
  unsigned level, slot;
  for (uint64_t next; (next = next_slot(wheel, &level, &slot)) <= tick && next != CLOCK_NEVER;)
    turn(wheel, next, level, slot);
  if (wheel->now < tick)
    wheel->now = tick;
}

static void take_out(struct timer_wheel *wheel, struct timer *timer) {
  struct timer_link *next = timer->link.next;
  bool last = next == timer->link.previous; // then only the ring itself is left, or the due ones
  ring_remove(&timer->link);
  if (!last || timer->tick <= wheel->now)
    return;
  unsigned level = (63 - (unsigned)__builtin_clzll(timer->tick ^ wheel->now)) / BITS;
  unsigned slot = (unsigned)(timer->tick >> (level * BITS)) % TIMER_SLOTS;
  if (ring_empty(&wheel->slots[level][slot]))
    wheel->filled[level] &= ~((uint64_t)1 << slot);
}

// --- what others call
// -------------------------------------------------------------------------------

void timer_wheel__init(struct timer_wheel *wheel, uint64_t now) {
  *wheel = (struct timer_wheel){.now = now / CLOCK_NANOSECONDS_PER_MILLISECOND};
  pthread_mutex_init(&wheel->lock, NULL);
  pthread_cond_init(&wheel->fired, NULL);
  ring_init(&wheel->due);
  for (unsigned level = 0; level < TIMER_LEVELS; level++)
    for (unsigned slot = 0; slot < TIMER_SLOTS; slot++)
      ring_init(&wheel->slots[level][slot]);
  atomic_init(&wheel->earliest, CLOCK_NEVER);
}

void timer_wheel__close(struct timer_wheel *wheel) {
  pthread_cond_destroy(&wheel->fired);
  pthread_mutex_destroy(&wheel->lock);
}

bool timer__start(struct timer_wheel *wheel, struct timer *timer, uint64_t due,
                  void (*fire)(struct timer *)) {
  uint64_t tick = due / CLOCK_NANOSECONDS_PER_MILLISECOND;
  tick += due % CLOCK_NANOSECONDS_PER_MILLISECOND != 0;
  pthread_mutex_lock(&wheel->lock);
  *timer = (struct timer){.tick = tick, .fire = fire, .wheel = wheel};
  place(wheel, timer);
  uint64_t before = timer_wheel__next(wheel);
  if (before > due) // otherwise it changes nothing
    note_earliest(wheel);
  bool first = timer_wheel__next(wheel) < before;
  pthread_mutex_unlock(&wheel->lock);
  return first;
}

bool timer__remove(struct timer *timer) {
  struct timer_wheel *wheel = timer->wheel;
  if (!wheel)
    return false;
  pthread_mutex_lock(&wheel->lock);
  bool queued = timer->link.next != NULL;
  if (queued)
    take_out(wheel, timer);
  pthread_mutex_unlock(&wheel->lock);
  return queued;
}

void timer__settle(struct timer *timer) {
  struct timer_wheel *wheel = timer->wheel;
  if (!wheel)
    return;
  pthread_mutex_lock(&wheel->lock);
  if (timer->link.next) {
    take_out(wheel, timer);
  } else if (!pthread_equal(wheel->owner, pthread_self())) {
    wheel->settling++;
    while (wheel->firing == timer)
      // async-lint: allow(blocking-call) until its function returns, on the thread that runs it
      pthread_cond_wait(&wheel->fired, &wheel->lock);
    wheel->settling--;
  }
  pthread_mutex_unlock(&wheel->lock);
}

void timer_wheel__fire(struct timer_wheel *wheel, uint64_t now) {
  pthread_mutex_lock(&wheel->lock);
  advance(wheel, now / CLOCK_NANOSECONDS_PER_MILLISECOND);
  while (!ring_empty(&wheel->due)) {
    struct timer *timer = timer_of(wheel->due.next);
    ring_remove(&timer->link);
    wheel->firing = timer;
    pthread_mutex_unlock(&wheel->lock);
    seeded__hold();
    timer->fire(timer); // from here on `timer` may be gone; only its address is compared
    seeded__let();
    pthread_mutex_lock(&wheel->lock);
    wheel->firing = NULL;
    if (wheel->settling)
      pthread_cond_broadcast(&wheel->fired);
  }
  note_earliest(wheel);
  pthread_mutex_unlock(&wheel->lock);
}

uint64_t timer_wheel__next(struct timer_wheel *wheel) {
  return atomic_load_explicit(&wheel->earliest, memory_order_relaxed);
}
