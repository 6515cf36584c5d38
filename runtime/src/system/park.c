// SPDX-License-Identifier: MIT
// Parking on a futex, with absolute deadlines of CLOCK_MONOTONIC.
//
// Memory order: each exchange releases what the waker did and acquires it for the sleeper. A waker
// that finds the sleeper awake leaves PARKER_WOKEN, which the next park uses up, so that a wake-up
// between the last look at the queues and the sleep is not lost.
#include "system/park.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { NANOSECONDS_PER_SECOND = 1000000000 };
enum { PARKER_EMPTY, PARKER_PARKED, PARKER_WOKEN };

static _Atomic(uint64_t) pretended; // a mere number, so relaxed

uint64_t clock__now(void) {
  uint64_t now = atomic_load_explicit(&pretended, memory_order_relaxed);
  return now ? now : clock__real();
}

void clock__pretend(uint64_t now) {
  atomic_store(&pretended, now);
}

bool clock__pretended(void) {
  return atomic_load(&pretended) != 0;
}

uint64_t clock__until(uint64_t until) {
  return clock__pretended() ? CLOCK_NEVER : until;
}

uint64_t clock__real(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * NANOSECONDS_PER_SECOND + (uint64_t)now.tv_nsec;
}

uint64_t clock__after(uint64_t milliseconds) {
  uint64_t now = clock__now();
  if (milliseconds > (CLOCK_NEVER - 1 - now) / CLOCK_NANOSECONDS_PER_MILLISECOND)
    return CLOCK_NEVER;
  return now + milliseconds * CLOCK_NANOSECONDS_PER_MILLISECOND;
}

// Returns false when `until` has passed. May return true early; the caller looks at the state.
static bool futex_wait(atomic_uint *word, unsigned expected, uint64_t until) {
  struct timespec deadline = {.tv_sec = (time_t)(until / NANOSECONDS_PER_SECOND),
                              .tv_nsec = (long)(until % NANOSECONDS_PER_SECOND)};
  long result = syscall(SYS_futex, (void *)word, FUTEX_WAIT_BITSET_PRIVATE, expected,
                        until == CLOCK_NEVER ? NULL : &deadline, NULL, FUTEX_BITSET_MATCH_ANY);
  return !(result == -1 && errno == ETIMEDOUT);
}

bool parker__park(struct parker *parker, uint64_t until) {
  unsigned expected = PARKER_EMPTY;
  if (atomic_compare_exchange_strong(&parker->state, &expected, PARKER_PARKED)) {
    while (futex_wait(&parker->state, PARKER_PARKED, until) &&
           atomic_load(&parker->state) == PARKER_PARKED) {
    }
  }
  return atomic_exchange(&parker->state, PARKER_EMPTY) == PARKER_WOKEN;
}

void parker__wake(struct parker *parker) {
  // The address alone is used after the exchange: a wake-up of a word that is gone does nothing.
  atomic_uint *word = &parker->state;
  if (atomic_exchange(word, PARKER_WOKEN) == PARKER_PARKED)
    (void)syscall(SYS_futex, (void *)word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
