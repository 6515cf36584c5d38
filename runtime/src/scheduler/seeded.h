// SPDX-License-Identifier: MIT
// The seeded mode: one worker, virtual time, and every decision drawn from a seed, so that a run
// can be repeated and thousands of interleavings be tried. At each seeded__point() the running task
// may have to stand aside while others run: what another thread might do there, a task does.
#ifndef TASKRT_SEEDED_H
#define TASKRT_SEEDED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct coroutine;
struct worker;

/// Relaxed: it is set before there are threads of the runtime.
extern atomic_bool seeded__active;

static inline bool seeded__on(void) {
  return atomic_load_explicit(&seeded__active, memory_order_relaxed);
}

/// Turns the mode on with `seed`, off with 0. The runtime does not run.
void seeded__begin(uint64_t seed);

/// A decision: less than `count`. On the worker only.
unsigned seeded__draw(unsigned count);

/// The next coroutine to run on `worker`, which may be after some time has passed; NULL if nothing
/// can.
struct coroutine *seeded__take(struct worker *worker);

/// True while `coroutine` stands aside in a seeded__point().
bool seeded__stands_aside(const struct coroutine *coroutine);

/// Nothing happens any more: says so once, with the seed and the tasks that are left.
void seeded__report_stuck(void);

/// Between two calls nobody stands aside: the functions of registrations and timers run to their
/// end, for their hand-shakes know threads apart.
void seeded__hold(void);
void seeded__let(void);

void seeded__stand_aside(void);

/// Another thread might act here. No lock is held.
static inline void seeded__point(void) {
  if (__builtin_expect(seeded__on(), 0))
    seeded__stand_aside();
}

#endif
