// SPDX-License-Identifier: MIT
// The seeded mode. What can run is in the worker's `ready`; a task that stands aside is in a list
// of its own, for it may be resumed, as one that is about to suspend, while it is there.
#include "scheduler/seeded.h"

#include <stddef.h>

#include "offload.h"
#include "scheduler/left.h"
#include "scheduler/workers.h"
#include "system/report.h"

// One in so many: of points where a task stands aside, of rounds in which time passes although
// there is work. It passes by so many milliseconds at most then, so that long deadlines stay long.
enum { POINTS = 3, ROUNDS = 12, LEAP = 10 };

struct aside {
  struct coroutine *self;
  struct aside *next;
};

atomic_bool seeded__active;

static struct {
  uint64_t seed, state;
  struct aside *aside;
  unsigned held;
  bool reported;
} mode; // used by the one worker

void seeded__begin(uint64_t seed) {
  mode.seed = mode.state = seed;
  mode.aside = NULL;
  mode.held = 0;
  mode.reported = false;
  atomic_store_explicit(&seeded__active, seed != 0, memory_order_relaxed);
}

// SplitMix64 (Steele, Lea, Flood, 2014).
unsigned seeded__draw(unsigned count) {
  uint64_t z = mode.state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return (unsigned)((z ^ z >> 31) >> 32) % count;
}

// The worker, if this thread is it.
static struct worker *this_worker(void) {
  struct worker *worker = worker__this();
  return worker && !worker->guest ? worker : NULL;
}

void seeded__hold(void) {
  if (seeded__on() && this_worker())
    mode.held++;
}

void seeded__let(void) {
  if (seeded__on() && this_worker())
    mode.held--;
}

void seeded__stand_aside(void) {
  struct worker *worker = this_worker();
  if (!worker || !worker->current || mode.held > 0 || seeded__draw(POINTS) != 0)
    return;
  struct aside here = {worker->current, mode.aside};
  mode.aside = &here;
  scheduler__suspend();
}

bool seeded__stands_aside(const struct coroutine *coroutine) {
  for (const struct aside *aside = mode.aside; aside; aside = aside->next)
    if (aside->self == coroutine)
      return true;
  return false;
}

// Brings everything that was resumed or submitted to `ready`. Returns how much of it can run.
static unsigned gather(struct worker *worker) {
  struct queue all = {0};
  struct coroutine *coroutine;
  unsigned count = 0;
  while ((coroutine = work__take(worker))) {
    queue__push(&all, coroutine);
    count += !seeded__stands_aside(coroutine);
  }
  worker->ready = all;
  return count;
}

// Takes the one of those in `ready` that can run which has `number` of them before it.
static struct coroutine *take_ready(struct worker *worker, unsigned number) {
  struct queue rest = {0};
  struct coroutine *chosen = NULL, *coroutine;
  while ((coroutine = queue__pop(&worker->ready))) {
    if (!chosen && !seeded__stands_aside(coroutine) && number-- == 0)
      chosen = coroutine;
    else
      queue__push(&rest, coroutine);
  }
  worker->ready = rest;
  return chosen;
}

static struct coroutine *take_aside(unsigned number) {
  struct aside **link = &mode.aside;
  while (number-- > 0)
    link = &(*link)->next;
  struct aside *chosen = *link;
  *link = chosen->next;
  return chosen->self;
}

// Lets time pass to when the timers want to be looked at next. Returns false without timers, or if
// that is not `before`.
static bool pass_time(struct worker *worker, uint64_t before) {
  uint64_t next = timer_wheel__next(&worker->timers);
  if (next >= before)
    return false;
  if (next > clock__now())
    clock__pretend(next);
  timer_wheel__fire(&worker->timers, clock__now());
  return true;
}

struct coroutine *seeded__take(struct worker *worker) {
  for (;;) {
    unsigned ready = gather(worker), aside = 0;
    for (struct aside *one = mode.aside; one; one = one->next)
      aside++;
    bool idle = ready + aside == 0;
    if (idle && pass_time(worker, CLOCK_NEVER))
      continue;
    if (idle)
      return NULL;
    if (seeded__draw(ROUNDS) == 0 && pass_time(worker, clock__after(LEAP)))
      continue;
    unsigned number = seeded__draw(ready + aside);
    return number < ready ? take_ready(worker, number) : take_aside(number - ready);
  }
}

void seeded__report_stuck(void) {
  if (mode.reported || offload__rest() == SIZE_MAX || task__wait_for_all(0))
    return;
  mode.reported = true;
  struct report report = {0};
  report__text(&report, "taskrt: seed ");
  report__number(&report, mode.seed, 10);
  report__text(&report, ": nothing can go on, and there are tasks that are not over\n");
  report__write(&report);
  (void)left__name_all();
}
