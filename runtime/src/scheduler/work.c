// SPDX-License-Identifier: MIT
// The queues of work, and who wakes whom. Nobody spins.
//
// A worker that pushes onto its own deque looks at the number of sleepers without ordering the two,
// so it may miss one that falls asleep at this moment. It runs the work itself then, and should it
// be kept from that, the watchdog wakes another worker within milliseconds. All other ways into the
// queues are ordered by the pool's lock or by the parker's word.
#include "scheduler/workers.h"

#include <stddef.h>

#include "scheduler/seeded.h"
#include "system/thread.h"

// Every so many rounds work from outside goes first, then the oldest of one's own.
enum { FAIRNESS_ROUNDS = 61 };
// Every so many rounds fresh work goes before resumed, which otherwise keeps the tree shallow.
enum { FRESH_ROUNDS = 8 };
// What goes from a full deque to the injection queue at once.
enum { OVERFLOW_BATCH = DEQUE_SLOTS / 2 };
// In the seeded mode, where nothing has to be waited for: seconds after which a sleep looks like a
// fault, if all other threads sleep, too.
enum { STUCK = 1 };

struct pool pool__ = {.lock = PTHREAD_MUTEX_INITIALIZER, .quiet = PTHREAD_COND_INITIALIZER};

#define pool pool__

// --- waking -------------------------------------------------------------------------------------

// The pool's lock is held. Returns the worker to wake, NULL if nobody sleeps or one is looking.
static struct worker *call_searcher(void) {
  struct worker *worker = pool.idle;
  if (!worker || atomic_exchange(&pool.searching, true))
    return NULL;
  pool.idle = worker->next_idle;
  worker->idle = false;
  worker->searching = true;
  atomic_fetch_sub(&pool.sleeping, 1);
  return worker;
}

static void wake(struct worker *worker) {
  if (worker)
    parker__wake(worker->parker);
}

void work__wake_one(void) {
  if (atomic_load_explicit(&pool.sleeping, memory_order_relaxed) == 0 ||
      atomic_load_explicit(&pool.searching, memory_order_relaxed))
    return;
  pthread_mutex_lock(&pool.lock);
  struct worker *worker = call_searcher();
  pthread_mutex_unlock(&pool.lock);
  wake(worker);
}

// --- in -----------------------------------------------------------------------------------------

static void inject(struct queue *from, size_t count) {
  pthread_mutex_lock(&pool.lock);
  if (pool.injected.tail)
    pool.injected.tail->next = from->head;
  else
    pool.injected.head = from->head;
  pool.injected.tail = from->tail;
  atomic_fetch_add(&pool.injected_count, count);
  struct worker *worker = call_searcher();
  pthread_mutex_unlock(&pool.lock);
  wake(worker);
}

static void inject_one(struct coroutine *coroutine) {
  struct queue one = {0};
  queue__push(&one, coroutine);
  inject(&one, 1);
}

// Moves the older half of a full deque to the injection queue.
static void overflow(struct worker *worker) {
  struct queue older = {0};
  size_t count = 0;
  while (count < OVERFLOW_BATCH) {
    struct coroutine *coroutine = deque__steal(&worker->fresh);
    if (!coroutine)
      break;
    queue__push(&older, coroutine);
    count++;
  }
  if (count > 0)
    inject(&older, count);
}

void work__submit(struct worker *worker, struct coroutine *coroutine) {
  if (!worker) {
    inject_one(coroutine);
    return;
  }
  while (!deque__push(&worker->fresh, coroutine))
    overflow(worker);
  // A single one is usually awaited next, and run by this worker in less time than waking takes.
  if (deque__length(&worker->fresh) > 1)
    work__wake_one();
}

void work__resume(struct worker *worker, struct coroutine *coroutine) {
  if (worker == worker__this()) {
    queue__push(&worker->ready, coroutine);
    return;
  }
  // Once it is in the inbox it may run, and everything may end, but for the parker.
  struct parker *parker = worker->parker;
  struct coroutine *newest = atomic_load_explicit(&worker->inbox, memory_order_relaxed);
  do
    coroutine->next = newest;
  while (!atomic_compare_exchange_weak(&worker->inbox, &newest, coroutine));
  if (!newest)
    parker__wake(parker); // otherwise whoever was first has woken it
}

void work__submit_later(struct worker *worker, struct coroutine *coroutine) {
  if (worker->guest)
    work__submit(NULL, coroutine);
  else
    queue__push(&worker->ready, coroutine);
}

// --- out ----------------------------------------------------------------------------------------

static void empty_inbox(struct worker *worker) {
  struct coroutine *newest = atomic_exchange(&worker->inbox, NULL);
  struct coroutine *oldest = NULL;
  while (newest) {
    struct coroutine *next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest) {
    struct coroutine *next = oldest->next;
    queue__push(&worker->ready, oldest);
    oldest = next;
  }
}

static struct coroutine *take_injected(void) {
  if (atomic_load_explicit(&pool.injected_count, memory_order_relaxed) == 0)
    return NULL;
  pthread_mutex_lock(&pool.lock);
  struct coroutine *coroutine = queue__pop(&pool.injected);
  if (coroutine)
    atomic_fetch_sub(&pool.injected_count, 1);
  pthread_mutex_unlock(&pool.lock);
  return coroutine;
}

static struct coroutine *steal(struct worker *thief) {
  for (unsigned i = 1; i < pool.count; i++) {
    struct worker *victim = &pool.workers[(thief->index + i) % pool.count];
    struct coroutine *coroutine = deque__steal(&victim->fresh);
    if (coroutine)
      return coroutine;
  }
  return NULL;
}

static struct coroutine *take_own(struct worker *worker) {
  if (atomic_load_explicit(&worker->inbox, memory_order_relaxed))
    empty_inbox(worker);
  struct coroutine *coroutine = NULL;
  if (worker->round - worker->fresh_round >= FRESH_ROUNDS) {
    worker->fresh_round = worker->round;
    coroutine = deque__pop(&worker->fresh);
  }
  if (!coroutine)
    coroutine = queue__pop(&worker->ready);
  if (!coroutine)
    coroutine = deque__pop(&worker->fresh);
  return coroutine;
}

// A searcher that has found work lets the next one search, if there is more.
static void found(struct worker *worker) {
  worker->searching = false;
  atomic_store(&pool.searching, false);
  bool more = atomic_load_explicit(&pool.injected_count, memory_order_relaxed) > 0;
  for (unsigned i = 0; i < pool.count && !more; i++)
    more = deque__length(&pool.workers[i].fresh) > 1;
  if (more)
    work__wake_one();
}

struct coroutine *work__take(struct worker *worker) {
  struct coroutine *coroutine = NULL;
  worker->hops = FRESH_ROUNDS - 1;
  worker->nested = FAIRNESS_ROUNDS;
  if (++worker->round - worker->fair_round >= FAIRNESS_ROUNDS) {
    worker->fair_round = worker->round;
    coroutine = take_injected();
    if (!coroutine)
      coroutine = deque__steal(&worker->fresh);
  }
  if (!coroutine)
    coroutine = take_own(worker);
  if (!coroutine)
    coroutine = take_injected();
  if (!coroutine)
    coroutine = steal(worker);
  if (coroutine && worker->searching)
    found(worker);
  return coroutine;
}

// --- sleeping -----------------------------------------------------------------------------------

// True when this worker should not fall asleep. Looks only, so that work is never in the hands of a
// worker that counts as idle.
static bool has_work(struct worker *worker) {
  if (atomic_load(&worker->inbox) || deque__length(&worker->fresh) > 0 ||
      atomic_load(&pool.injected_count) > 0 || atomic_load(&pool.order) == ORDER_STOP)
    return true;
  for (unsigned i = 0; i < pool.count; i++)
    if (deque__length(&pool.workers[i].fresh) > 1) // a single one is left to its worker
      return true;
  return false;
}

static void enter_idle_list(struct worker *worker) {
  pthread_mutex_lock(&pool.lock);
  if (worker->searching) {
    worker->searching = false;
    atomic_store(&pool.searching, false);
  }
  worker->idle = true;
  worker->next_idle = pool.idle;
  pool.idle = worker;
  if (atomic_fetch_add(&pool.sleeping, 1) + 1 == pool.count)
    pthread_cond_broadcast(&pool.quiet);
  pthread_mutex_unlock(&pool.lock);
}

static void leave_idle_list(struct worker *worker) {
  pthread_mutex_lock(&pool.lock);
  if (worker->idle) {
    struct worker **link = &pool.idle;
    while (*link != worker)
      link = &(*link)->next_idle;
    *link = worker->next_idle;
    worker->idle = false;
    atomic_fetch_sub(&pool.sleeping, 1);
  }
  pthread_mutex_unlock(&pool.lock);
  watchdog__rouse();
}

void work__sleep(struct worker *worker) {
  enter_idle_list(worker);
  if (!has_work(worker)) {
    uint64_t until = clock__until(timer_wheel__next(&worker->timers));
    if (seeded__on())
      until = clock__real() + STUCK * UINT64_C(1000000000);
    if (!parker__park(worker->parker, until) && seeded__on() && thread__others_sleep())
      seeded__report_stuck();
  }
  leave_idle_list(worker);
}

void work__sleep_held(struct worker *worker) {
  enter_idle_list(worker);
  while (atomic_load(&pool.order) == ORDER_HOLD)
    (void)parker__park(worker->parker, CLOCK_NEVER);
  leave_idle_list(worker);
}

bool work__all_quiet(void) {
  if (atomic_load(&pool.sleeping) != pool.count || atomic_load(&pool.injected_count) > 0)
    return false;
  uint64_t now = clock__now();
  for (unsigned i = 0; i < pool.count; i++) {
    struct worker *worker = &pool.workers[i];
    if (atomic_load(&worker->inbox) || deque__length(&worker->fresh) > 0 ||
        timer_wheel__next(&worker->timers) <= now)
      return false;
  }
  return true;
}
