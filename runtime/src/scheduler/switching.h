// SPDX-License-Identifier: MIT
// Going from one coroutine to another, to be inlined where it happens often. After a switch every
// return goes elsewhere than its call has foretold the processor, and costs as much as the switch;
// so there should be few calls between a function of the program's and the switch. Who is not in a
// hurry uses scheduler.h.
#ifndef TASKRT_SWITCHING_H
#define TASKRT_SWITCHING_H

#include "scheduler/seeded.h"
#include "scheduler/workers.h"
#include "trace.h"

// So many times a task goes on without suspending before others have their turn.
enum { TASK__BUDGET = 128 };

// A compiler would not, for how long it is and how often it is used.
#define SWITCHING_INLINE static inline __attribute__((always_inline))

/// The rest of worker__left(): the coroutine has ended, is to be handed to who sees to it, or has
/// written beyond its stack.
void worker__over(struct worker *worker, struct coroutine *coroutine);
void worker__suspended_then(struct coroutine *coroutine);
_Noreturn void worker__overflowed(struct coroutine *coroutine);

// Tells the watchdog what runs. What happens between two runs counts as part of the first.
SWITCHING_INLINE void worker__note_activity(struct worker *worker,
                                            const struct coroutine *coroutine) {
  struct activity *activity = &worker->activity;
  uint64_t runs = atomic_load_explicit(&activity->runs, memory_order_relaxed);
  atomic_store_explicit(&activity->runs, runs + 1, memory_order_relaxed);
  const struct task *t = &coroutine->base;
  atomic_store_explicit(&activity->body, t->body, memory_order_relaxed);
  atomic_store_explicit(&activity->place, task__place(t), memory_order_relaxed);
  atomic_store_explicit(&activity->name, t->name, memory_order_relaxed);
  atomic_store_explicit(&activity->started_at, task__started_at(t), memory_order_relaxed);
}

// Makes `coroutine` what `worker` runs; `back` is where it goes when it suspends or ends.
SWITCHING_INLINE void worker__enter(struct worker *worker, struct coroutine *coroutine,
                                    struct context *back) {
  activation_of(coroutine)->back = back;
  atomic_store_explicit(&activation_of(coroutine)->waits_for, NULL, memory_order_relaxed);
  worker->current = coroutine;
  worker->budget = TASK__BUDGET;
  worker__note_activity(worker, coroutine);
  trace__event(TASK_TRACE_RUN, &coroutine->base);
}

// Where what `worker` is about to run goes when it suspends or ends.
SWITCHING_INLINE struct context *worker__way_back(struct worker *worker) {
  return worker->current ? &activation_of(worker->current)->context : &worker->context;
}

// What `worker` ran inside `outer` (NULL: its loop) has suspended or ended. Suspending it may have
// let others go on, see switching__suspend(): then it is the last one of them that comes back.
SWITCHING_INLINE void worker__left(struct worker *worker, struct coroutine *outer) {
  struct coroutine *coroutine = worker->current;
  struct activation *activation = activation_of(coroutine);
  worker->current = outer;
  if (outer)
    worker__note_activity(worker, outer);
  if (!coroutine->stack->guarded && !stack__intact(coroutine->stack))
    worker__overflowed(coroutine);
  if (activation->finished) {
    worker__over(worker, coroutine);
    return;
  }
  coroutine->base.unknown = false;
  if (activation->suspended)
    worker__suspended_then(coroutine);
}

/// Runs `coroutine`, which has suspended, until it suspends or ends.
SWITCHING_INLINE void worker__run(struct worker *worker, struct coroutine *coroutine) {
  struct coroutine *outer = worker->current;
  struct context *back = worker__way_back(worker);
  worker__enter(worker, coroutine, back);
  context__switch(back, &activation_of(coroutine)->context);
  worker__left(worker, outer);
}

// As work__take(), but only what goes before everything else, and is a started coroutine; NULL if
// there is none, or if it is time for the rest.
SWITCHING_INLINE struct coroutine *work__take_started(struct worker *worker) {
  struct coroutine *next = worker->ready.head;
  if (worker->hops == 0 || !next || !next->stack || next->base.stackless ||
      atomic_load_explicit(&worker->inbox, memory_order_relaxed))
    return NULL;
  worker->hops--;
  worker->round++;
  return queue__pop(&worker->ready);
}

/// As scheduler__suspend(), scheduler__run_now(), scheduler__spend() and scheduler__current().
SWITCHING_INLINE void switching__suspend(void) {
  struct worker *worker = worker__this();
  struct coroutine *self = worker->current;
  struct activation *activation = activation_of(self);
  struct coroutine *next = NULL;
  trace__event(TASK_TRACE_SUSPEND, &self->base);
  // Straight to the next one, unless something has to be done here, or outside, in between.
  if (activation->back == &worker->context && self->stack->guarded && !seeded__on())
    next = work__take_started(worker);
  if (!next) {
    context__switch(&activation->context, activation->back);
    return;
  }
  self->base.unknown = false;
  activation_of(next)->home = worker;
  worker__enter(worker, next, &worker->context);
  if (next != self)
    context__switch(&activation->context, &activation_of(next)->context);
}

SWITCHING_INLINE bool switching__run_now(struct coroutine *coroutine) {
  struct worker *worker = worker__this();
  if (!worker || !worker->current || activation_of(coroutine)->home != worker)
    return false;
  if (seeded__on() && (seeded__stands_aside(coroutine) || seeded__draw(2) == 0))
    return false;
  worker__run(worker, coroutine);
  return true;
}

SWITCHING_INLINE void switching__spend(void) {
  seeded__point();
  struct worker *worker = worker__this();
  if (worker && worker->current && --worker->budget == 0)
    task_yield();
}

SWITCHING_INLINE struct coroutine *switching__current(void) {
  struct worker *worker = worker__this();
  return worker ? worker->current : NULL;
}

#endif
