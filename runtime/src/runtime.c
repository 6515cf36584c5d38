// SPDX-License-Identifier: MIT
// Starting and stopping the runtime, and what becomes of failures that nobody looks at.
#include "runtime.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <taskrt/runtime.h>

#include "check/check.h"
#include "coordination/group.h"
#include "error_object.h"
#include "io/backend.h"
#include "offload.h"
#include "scheduler.h"
#include "scheduler/left.h"
#include "scheduler/seeded.h"
#include "stack/overflow.h"
#include "stack/stack.h"
#include "system/barrier.h"
#include "system/park.h"
#include "system/report.h"
#include "task_memory.h"
#include "task_object.h"

enum { DEFAULT_OFFLOAD_THREADS = 8, MOST_THREADS = 4096, DEFAULT_HOG = 1000 };
// Stopping looks at what is left every so many milliseconds, and speaks of it after a while.
enum { STOP_PERIOD = 20, STOP_REPORT = 5000 };
// So many times waits are given up before stopping is; so many milliseconds it waits for rest then.
enum { MOST_GIVEN_UP = 1000, STOP_REST = 1000 };

static pthread_mutex_t life = PTHREAD_MUTEX_INITIALIZER; // held while starting and stopping
// Release and acquire: who sees it true sees arena, workers and threads as start() left them.
atomic_bool runtime__running;
static atomic_uint stop_milliseconds; // the option; 0 for no limit

// --- unobserved failures ------------------------------------------------------------------------

static void write_status(struct report *report, const struct task_fault *fault) {
  report__text(report, task_error_name(fault->status));
  report__text(report, " (");
  report__text(report, fault->error ? fault->error->message : task_strerror(fault->status));
  report__text(report, ")");
}

static void write_fault(const struct task_fault *fault, void *user) {
  (void)user;
  static const char *const remedies[] = {
      [TASK_FAULT_UNOBSERVED] = "; await it or detach it with a handler\n",
      [TASK_FAULT_DROPPED] = "; await it or detach it\n",
      [TASK_FAULT_LEAKED_SOURCE] = "; complete it before it is destroyed\n",
      [TASK_FAULT_HOG] = "; suspend, or run it by task_offload()\n",
      [TASK_FAULT_LEFT] = "; cancel it before `task_runtime_stop`\n"};
  struct report report = {0};
  if (fault->kind == TASK_FAULT_LEAKED_SOURCE) {
    report__text(&report, "taskrt: a completion source was left without an outcome");
  } else if (fault->kind == TASK_FAULT_HOG) {
    report__text(&report, "taskrt: a task keeps its worker without suspending");
  } else if (fault->kind == TASK_FAULT_LEFT) {
    report__text(&report, "taskrt: the runtime stops, and a task waits in vain for ");
    report__text(&report, fault->waits_for);
  } else {
    report__text(&report, fault->kind == TASK_FAULT_DROPPED
                              ? "taskrt: the handle of a task was dropped: "
                              : "taskrt: nobody looked at the error of a task: ");
    write_status(&report, fault);
  }
  report__task(&report, fault->name, (uintptr_t)fault->body, fault->place,
               (uintptr_t)fault->started_at);
  report__text(&report, remedies[fault->kind]);
  report__write(&report);
}

static struct {
  pthread_mutex_t lock;
  task_unobserved_handler handler;
  void *user;
} unobserved = {.lock = PTHREAD_MUTEX_INITIALIZER, .handler = write_fault};

void task_set_unobserved_handler(task_unobserved_handler handler, void *user) {
  pthread_mutex_lock(&unobserved.lock);
  unobserved.handler = handler ? handler : write_fault;
  unobserved.user = user;
  pthread_mutex_unlock(&unobserved.lock);
}

void task__report(const struct task_fault *fault) {
  pthread_mutex_lock(&unobserved.lock);
  task_unobserved_handler handler = unobserved.handler;
  void *user = unobserved.user;
  pthread_mutex_unlock(&unobserved.lock);
  // A program's own handler gets it in any case. What was left is no rule's: whatever made it so
  // is.
  bool told = check__on() && fault->kind != TASK_FAULT_LEFT;
  if (told)
    check__fault(fault);
  if (!told || handler != write_fault)
    handler(fault, user);
}

// --- start and stop -----------------------------------------------------------------------------

static unsigned processors(void) {
  cpu_set_t set;
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return count > 0 ? (unsigned)count : 1;
}

static uint64_t hog_milliseconds(const struct task_runtime_options *options) {
  if (options->hog_milliseconds == TASK_HOG_NEVER)
    return 0;
  return options->hog_milliseconds ? options->hog_milliseconds : DEFAULT_HOG;
}

// What a run in the seeded mode takes for the beginning of time.
enum { SEEDED_BEGIN = 1000 };

static uint64_t seed_of(const struct task_runtime_options *options) {
  const char *wish = getenv("TASKRT_SEED");
  return options->seed || !wish ? options->seed : strtoull(wish, NULL, 10);
}

static void begin_seeded(uint64_t seed) {
  seeded__begin(seed);
  if (seed)
    clock__pretend(SEEDED_BEGIN * UINT64_C(1000000000));
}

static void end_seeded(void) {
  if (seeded__on())
    clock__pretend(0);
  seeded__begin(0);
}

// Starts scheduler and offloading behind an open arena.
static int start_threads(const struct task_runtime_options *options, unsigned workers) {
  int status =
      offload__start(options->offload_threads ? options->offload_threads : DEFAULT_OFFLOAD_THREADS);
  if (status != 0)
    return status;
  overflow__install();
  status = scheduler__start(workers, hog_milliseconds(options));
  if (status != 0) {
    overflow__remove();
    offload__stop();
  }
  return status;
}

// `life` is held.
static int start(const struct task_runtime_options *options) {
  if (options->workers > MOST_THREADS || options->offload_threads > MOST_THREADS)
    return TASK_EINVAL;
  unsigned workers = options->workers ? options->workers : processors();
  (void)check__read();
  uint64_t seed = seed_of(options);
  if (seed)
    workers = 1;
  begin_seeded(seed);
  barrier__prepare(false);
  int status = stack__open_arena(options->stack_size, options->max_stacks, options->guard, workers);
  if (status == 0) {
    status = start_threads(options, workers);
    if (status != 0)
      stack__close_arena();
  }
  atomic_store_explicit(&stop_milliseconds, options->stop_milliseconds, memory_order_relaxed);
  if (status == 0)
    atomic_store_explicit(&runtime__running, true, memory_order_release);
  else
    end_seeded();
  return status;
}

// True on the threads that task_runtime_stop() joins.
static bool in_runtime(void) {
  return scheduler__on_worker() || offload__on_thread();
}

int task_runtime_start(const struct task_runtime_options *options) {
  CHECK_LOOK(task_runtime_start);
  static const struct task_runtime_options defaults;
  if (in_runtime())
    return TASK_ECONTEXT;
  pthread_mutex_lock(&life);
  int status = runtime__runs() ? TASK_EALREADY : start(options ? options : &defaults);
  pthread_mutex_unlock(&life);
  return status;
}

int runtime__start(void) {
  int status = task_runtime_start(NULL);
  return status == TASK_EALREADY ? 0 : status;
}

// Timers of this moment and later were set by those who sleep for ever.
static uint64_t for_ever(void) {
  return clock__now() + (CLOCK_NEVER - clock__now()) / 2;
}

// True when nothing goes on: no worker and no offloaded body runs. `timers`: nor will one later.
static bool at_rest(bool timers) {
  size_t before = offload__rest();
  if (before == SIZE_MAX || !scheduler__quiet())
    return false;
  return offload__rest() == before && (!timers || scheduler__next_timer() >= for_ever());
}

void runtime__wait_until_quiet(void) {
  while (!at_rest(false))
    scheduler__await_quiet();
}

// In virtual time, when nothing runs: lets it be the moment of the next timer.
static bool pass_virtual_time(void) {
  uint64_t next = scheduler__next_timer();
  if (!clock__pretended() || seeded__on() || next >= for_ever())
    return false;
  if (next > clock__now())
    clock__pretend(next);
  scheduler__wake_all();
  scheduler__await_quiet();
  return true;
}

// How stopping goes on.
struct stopping {
  uint64_t since, limit; // when it began, when it has been long enough
  unsigned given_up;     // times that waits were given up
  bool told, named;      // that it takes long; what it waits for
};

// Nothing runs. Gives up what will never come, if that is all that is left.
static enum left go_on_without(struct stopping *stopping) {
  enum left left = task__abandon_sources() ? LEFT_GAVE_UP : left__give_up();
  if (left != LEFT_GAVE_UP)
    return left;
  scheduler__await_quiet();
  // Some do not want to know, and wait again and again.
  return ++stopping->given_up < MOST_GIVEN_UP ? LEFT_GAVE_UP : LEFT_STUCK;
}

static void tell(struct stopping *stopping, bool rest) {
  if (!stopping->told)
    fputs("taskrt: `task_runtime_stop` waits for tasks that are not over\n", stderr);
  stopping->told = true;
  if (rest && !stopping->named)
    stopping->named = left__name_all();
}

static bool give_up_stopping(void) {
  fputs("taskrt: `task_runtime_stop` gives up, and the runtime goes on: tasks are not over\n",
        stderr);
  // Names need rest; a task that never suspends leaves none, and is the watchdog's to name.
  // On a busy machine a moment of it takes a while to come.
  uint64_t until = clock__real() + STOP_REST * (uint64_t)CLOCK_NANOSECONDS_PER_MILLISECOND;
  while (!left__name_all() && clock__real() < until)
    scheduler__await_quiet();
  return false;
}

// Waits until all tasks are over. What waits for something that nothing will bring about any more
// is given up; what may take long is named once. Returns false when it has been long enough.
static bool wait_for_all(void) {
  struct stopping stopping = {.since = clock__real()};
  uint64_t limit = atomic_load_explicit(&stop_milliseconds, memory_order_relaxed);
  stopping.limit = limit ? stopping.since + limit * CLOCK_NANOSECONDS_PER_MILLISECOND : CLOCK_NEVER;
  unsigned period = 1; // short while nothing runs but something may come of this
  while (!task__wait_for_all(period)) {
    bool rest = at_rest(false);
    enum left left = LEFT_GOES_ON;
    if (rest && at_rest(true))
      left = go_on_without(&stopping);
    else if (rest && pass_virtual_time())
      left = LEFT_GAVE_UP;
    if (left == LEFT_STUCK)
      return give_up_stopping();
    uint64_t now = clock__real();
    if (now >= stopping.limit)
      return give_up_stopping();
    if ((now - stopping.since) / CLOCK_NANOSECONDS_PER_MILLISECOND >= STOP_REPORT)
      tell(&stopping, rest);
    period = left == LEFT_GAVE_UP ? 1 : STOP_PERIOD;
  }
  return true;
}

// No task is left.
static void end(void) {
  group__free_unjoined();
  epoll__stop();
  error__clear_thread();
  atomic_store_explicit(&runtime__running, false, memory_order_release);
  scheduler__stop();
  offload__stop();
  overflow__remove();
  stack__close_arena();
  for (task *t; check__on() && (t = check__bury());)
    task_memory__give(t);
  task_memory__close();
  end_seeded();
}

void task_runtime_stop(void) {
  CHECK_LOOK(task_runtime_stop);
  if (in_runtime()) {
    fputs("taskrt: `task_runtime_stop` called on a thread that it would wait for: ignored\n",
          stderr);
    return;
  }
  pthread_mutex_lock(&life);
  if (runtime__runs()) {
    // The unobserved handler may start tasks, for instance to write a log.
    bool over;
    do
      over = wait_for_all();
    while (over && (task__abandon_sources() || task__free_all()));
    if (over)
      end();
  }
  pthread_mutex_unlock(&life);
}
