// SPDX-License-Identifier: MIT
// Putting the calling thread to sleep until another wakes it or a moment has come. A wake-up that
// comes first is kept, so none is lost.
#ifndef TASKRT_PARK_H
#define TASKRT_PARK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_NANOSECONDS_PER_MILLISECOND = 1000000 };

/// A moment that never comes.
#define CLOCK_NEVER UINT64_MAX

/// Nanoseconds of CLOCK_MONOTONIC now, or what clock__pretend() said.
uint64_t clock__now(void);

/// Nanoseconds of CLOCK_MONOTONIC now, whatever is pretended.
uint64_t clock__real(void);

/// From now on clock__now() is `now`; 0 brings the system's clock back. True while pretended.
void clock__pretend(uint64_t now);
bool clock__pretended(void);

/// The moment for parker__park() that stands for `until` of clock__now(): CLOCK_NEVER while that
/// is pretended, for whoever moves it on wakes all.
uint64_t clock__until(uint64_t until);

/// The moment `milliseconds` from now; CLOCK_NEVER when that is beyond what the clock can say.
uint64_t clock__after(uint64_t milliseconds);

/// One sleeper. Starts zeroed; needs no destruction.
struct parker {
  atomic_uint state;
};

/// Sleeps until `parker` is woken or the real clock says `until`. Returns at once, and uses up the
/// wake-up, if it was woken since the last call. Returns true when woken. Only its one thread calls
/// this.
bool parker__park(struct parker *parker, uint64_t until);

/// Wakes the sleeper of `parker`, now or in its next park. The sleeper may free `parker` as soon as
/// it has seen the wake-up: nothing of it is read or written after that.
void parker__wake(struct parker *parker);

#endif
