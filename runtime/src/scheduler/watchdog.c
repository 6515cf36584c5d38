// SPDX-License-Identifier: MIT
// A thread that looks at the workers every other millisecond while any of them works. It wakes an
// idle worker where work lies behind a task that does not suspend, and names a task that keeps its
// worker for too long. When all workers have been idle for a while it sleeps until one goes on.
#include <stddef.h>
#include <taskrt/runtime.h>

#include "scheduler/workers.h"
#include "system/barrier.h"
#include "system/memory.h"
#include "system/thread.h"
#include "task_object.h"

#define pool pool__

enum { PERIOD = 2 * CLOCK_NANOSECONDS_PER_MILLISECOND, IDLE_PERIODS = 25 };

// What was seen of a worker the last time.
struct sight {
  uint64_t runs;
  uint64_t since; // when it began to run this
  bool reported;
};

static struct {
  pthread_t thread;
  struct parker parker;
  struct sight *sights;
  uint64_t hog; // nanoseconds; CLOCK_NEVER: not reported
  atomic_bool asleep;
  atomic_bool stopping;
} watchdog;

static bool is_idle(struct worker *worker) {
  pthread_mutex_lock(&pool.lock);
  bool idle = worker->idle;
  pthread_mutex_unlock(&pool.lock);
  return idle;
}

static void report_hog(struct activity *activity, uint64_t runs) {
  struct task_fault fault = {.kind = TASK_FAULT_HOG,
                             .body = atomic_load(&activity->body),
                             .place = atomic_load(&activity->place),
                             .name = atomic_load(&activity->name),
                             .started_at = atomic_load(&activity->started_at)};
  if (fault.body && atomic_load(&activity->runs) == runs) // it is all of one task
    task__report(&fault);
}

// Returns true when `worker` has run the same task since the last look.
static bool look(struct worker *worker, struct sight *sight, uint64_t now) {
  uint64_t runs = atomic_load(&worker->activity.runs);
  if (runs != sight->runs || is_idle(worker)) {
    *sight = (struct sight){.runs = runs, .since = now};
    return false;
  }
  if (!sight->reported && watchdog.hog != CLOCK_NEVER && now - sight->since >= watchdog.hog) {
    sight->reported = true;
    report_hog(&worker->activity, runs);
  }
  return true;
}

// Returns true while a worker works.
static bool look_at_all(void) {
  uint64_t now = clock__real();
  bool stuck = false, waits = atomic_load(&pool.injected_count) > 0;
  for (unsigned i = 0; i < pool.count; i++) {
    stuck |= look(&pool.workers[i], &watchdog.sights[i], now);
    waits |= deque__length(&pool.workers[i].fresh) > 0;
  }
  if (waits && stuck)
    work__wake_one();
  return atomic_load(&pool.sleeping) < pool.count;
}

static void sleep_until_roused(void) {
  (void)atomic_exchange(&watchdog.asleep, true); // no store: see deque__pop()
  // Whoever stops being idle after this sees `asleep`.
  if (atomic_load(&pool.sleeping) == pool.count && !atomic_load(&watchdog.stopping))
    (void)parker__park(&watchdog.parker, CLOCK_NEVER);
  atomic_store(&watchdog.asleep, false);
}

static void *watchdog_main(void *argument) {
  (void)argument;
  barrier__prepare(true); // here nobody waits for it
  for (unsigned idle = 0; !atomic_load(&watchdog.stopping);) {
    idle = look_at_all() ? 0 : idle + 1;
    if (idle < IDLE_PERIODS) {
      (void)parker__park(&watchdog.parker, clock__real() + PERIOD);
      continue;
    }
    sleep_until_roused();
    idle = 0;
  }
  return NULL;
}

void watchdog__rouse(void) {
  if (atomic_load(&watchdog.asleep))
    parker__wake(&watchdog.parker);
}

int watchdog__start(uint64_t hog_milliseconds) {
  watchdog.sights = memory__allocate(pool.count * sizeof *watchdog.sights);
  if (!watchdog.sights)
    return TASK_ENOMEM;
  for (unsigned i = 0; i < pool.count; i++)
    watchdog.sights[i].since = clock__real();
  watchdog.hog =
      hog_milliseconds ? hog_milliseconds * CLOCK_NANOSECONDS_PER_MILLISECOND : CLOCK_NEVER;
  atomic_store(&watchdog.stopping, false);
  int status = thread__start(&watchdog.thread, watchdog_main, NULL);
  if (status != 0) {
    memory__free(watchdog.sights);
    watchdog.sights = NULL;
  }
  return status;
}

void watchdog__stop(void) {
  if (!watchdog.sights)
    return;
  atomic_store(&watchdog.stopping, true);
  parker__wake(&watchdog.parker);
  pthread_join(watchdog.thread, NULL);
  memory__free(watchdog.sights);
  watchdog.sights = NULL;
}
