// SPDX-License-Identifier: MIT
// Coroutines and stackless tasks on their workers, and the life of the workers.
#include "scheduler.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <taskrt/stackless.h>
#include <time.h>

#include "check/check.h"
#include "local.h"
#include "offload.h"
#include "runtime.h"
#include "scheduler/seeded.h"
#include "scheduler/switching.h"
#include "scheduler/workers.h"
#include "system/memory.h"
#include "system/thread.h"
#include "task_memory.h"
#include "trace.h"

#define pool pool__

// Timers are looked at every so many rounds while there is work, for reading the clock costs as
// much as running a task.
enum { TIMER_ROUNDS = 8 };

// Parkers outlive the workers: whoever has handed over the last work may still be about to wake.
static struct parker parkers[MOST_WORKERS];

#if defined(__x86_64__)
_Thread_local struct worker *worker__of_thread;
#else
static _Thread_local struct worker *worker__of_thread;

__attribute__((noinline)) struct worker *worker__this(void) {
  __asm__ volatile("");
  return worker__of_thread;
}
#endif

__attribute__((noinline)) void worker__set_this(struct worker *worker) {
  __asm__ volatile("");
  worker__of_thread = worker;
}

// --- running ------------------------------------------------------------------------------------

struct coroutine *coroutine__create(task_fn body, void *arg, size_t result_size, cancel_token token,
                                    const void *started_at) {
  struct coroutine *coroutine =
      task__create(sizeof(struct coroutine), result_size, body, started_at);
  if (!coroutine)
    return NULL;
  coroutine->base.kind = TASK_KIND_COROUTINE;
  coroutine->arg = arg;
  coroutine->token = token;
  coroutine->locals = local__capture();
  trace__event(TASK_TRACE_CREATE, &coroutine->base);
  return coroutine;
}

void coroutine__complete(struct coroutine *coroutine, int status) {
  local__release(coroutine->locals);
  task__complete(&coroutine->base, status);
}

void coroutine__discard(struct coroutine *coroutine) {
  local__release(coroutine->locals);
  task__discard(&coroutine->base);
}

// In a section of its own, whose bounds the linker knows: who asks where a body was called from
// needs no guess at how long the function is.
#define CALLS_BODIES __attribute__((section("taskrt_calls_bodies")))
extern const char calls_bodies_begin[] __asm__("__start_taskrt_calls_bodies")
    __attribute__((visibility("hidden")));
extern const char calls_bodies_end[] __asm__("__stop_taskrt_calls_bodies")
    __attribute__((visibility("hidden")));

CALLS_BODIES TASK__UNINSTRUMENTED static void *coroutine_main(void *argument) {
  struct coroutine *self = argument;
  struct activation *activation = activation_of(self);
  context__entered(activation->back);
  self->base.status = self->base.body(self->arg, self->token, task__result(&self->base));
  activation->finished = true;
  return context__leave(activation->back);
}

bool scheduler__called_body(const void *address) {
  return (uintptr_t)address >= (uintptr_t)calls_bodies_begin &&
         (uintptr_t)address < (uintptr_t)calls_bodies_end;
}

void worker__over(struct worker *worker, struct coroutine *coroutine) {
  if (check__on())
    check__ended(&coroutine->base, coroutine->stack);
  stack__give(&worker->stacks, coroutine->stack);
  // Before the task ends: with the last one the runtime may stop, and the thread be another's.
  if (worker->guest)
    stack__flush(&worker->stacks);
  coroutine->stack = NULL;
  coroutine__complete(coroutine, coroutine->base.status);
}

void worker__suspended_then(struct coroutine *coroutine) {
  struct activation *activation = activation_of(coroutine);
  void (*then)(struct coroutine *, void *) = activation->suspended;
  activation->suspended = NULL;
  then(coroutine, activation->suspended_arg);
}

void worker__overflowed(struct coroutine *coroutine) {
  overflow__die(coroutine->stack);
}

static void start(struct worker *worker, struct coroutine *coroutine) {
  struct stack *stack = stack__take(&worker->stacks, &coroutine->base);
  if (!stack) {
    coroutine__complete(coroutine, TASK_ENOMEM);
    return;
  }
  coroutine->stack = stack;
  _Static_assert(sizeof(struct activation) <= STACK_ROOM, "it has to fit");
  *activation_of(coroutine) = (struct activation){.home = worker};
  struct coroutine *outer = worker->current;
  struct context *back = worker__way_back(worker);
  worker__enter(worker, coroutine, back);
  context__call(back, &activation_of(coroutine)->context, stack__bottom(stack), stack__size(stack),
                stack->fiber, coroutine_main, coroutine);
  worker__left(worker, outer);
}

// --- stackless ----------------------------------------------------------------------------------

static void stackless_resumed(struct waiter *waiter, task *t) {
  (void)t; // the frame has the handle
  struct stackless *stackless =
      (struct stackless *)(void *)((char *)waiter - offsetof(struct stackless, waiter));
  scheduler__submit(&stackless->coroutine);
}

// Runs `coroutine` until it has to wait or ends. What it waits for is told only once the body has
// returned, so that no other worker goes on with it before.
static void step(struct worker *worker, struct coroutine *coroutine) {
  struct stackless *stackless = (struct stackless *)(void *)coroutine;
  struct coroutine *outer = worker->stepping, *current = worker->current;
  int status;
  do {
    worker->stepping = coroutine;
    worker->current = NULL;
    worker__note_activity(worker, coroutine);
    trace__event(TASK_TRACE_RUN, &coroutine->base);
    status = coroutine->base.body(coroutine->arg, coroutine->token, task__result(&coroutine->base));
    worker->stepping = outer;
    worker->current = current;
    if (status != TASK_SUSPENDED) {
      coroutine__complete(coroutine, status);
      return;
    }
    trace__event(TASK_TRACE_SUSPEND, &coroutine->base);
    task_frame *frame = coroutine->arg;
    if (!frame->awaited) { // it only lets others go first
      work__submit_later(worker, coroutine);
      return;
    }
    stackless->waiter.wake = stackless_resumed;
  } while (!task__attach(((task_frame *)coroutine->arg)->awaited, &stackless->waiter));
}

// --- what others call ---------------------------------------------------------------------------

void worker__go_on(struct worker *worker, struct coroutine *coroutine) {
  if (coroutine->base.stackless) {
    step(worker, coroutine);
    return;
  }
  if (!coroutine->stack) {
    start(worker, coroutine);
    return;
  }
  activation_of(coroutine)->home = worker;
  worker__run(worker, coroutine);
}

bool scheduler__on_worker(void) {
  return worker__this() != NULL;
}

struct coroutine *scheduler__current(void) {
  struct worker *worker = worker__this();
  return worker ? worker->current : NULL;
}

struct task *scheduler__current_task(void) {
  struct worker *worker = worker__this();
  if (!worker)
    return offload__current();
  struct coroutine *current = worker->current ? worker->current : worker->stepping;
  return current ? &current->base : NULL;
}

bool scheduler__runs_a_task(void) {
  struct worker *worker = worker__this();
  return worker && (worker->current || worker->stepping);
}

void scheduler__submit(struct coroutine *coroutine) {
  struct worker *worker = worker__this();
  work__submit(worker && !worker->guest ? worker : NULL, coroutine);
}

void scheduler__start_now(struct coroutine *coroutine) {
  coroutine->base.unknown = true;
  worker__go_on(worker__this(), coroutine);
}

void scheduler__run_awaited(const struct task *t) {
  struct worker *worker = worker__this();
  if (worker->nested == 0 || (void *)deque__newest(&worker->fresh) != t || seeded__on())
    return;
  struct coroutine *coroutine = deque__pop(&worker->fresh); // NULL: it was stolen at this moment
  if (!coroutine)
    return;
  worker->nested--;
  worker->round++;
  worker__go_on(worker, coroutine);
}

void scheduler__suspend(void) {
  switching__suspend();
}

void scheduler__suspend_then(void (*then)(struct coroutine *, void *arg), void *arg) {
  struct coroutine *self = worker__this()->current;
  struct activation *activation = activation_of(self);
  coroutine__waits(self, NULL);
  activation->suspended = then;
  activation->suspended_arg = arg;
  trace__event(TASK_TRACE_SUSPEND, &self->base);
  context__switch(&activation->context, activation->back);
}

bool scheduler__run_now(struct coroutine *coroutine) {
  return switching__run_now(coroutine);
}

void scheduler__spend(void) {
  switching__spend();
}

void scheduler__resume(struct coroutine *coroutine) {
  scheduler__submit_to(activation_of(coroutine)->home, coroutine);
}

void scheduler__submit_to(struct worker *worker, struct coroutine *coroutine) {
  if (worker->guest)
    guest__submit(worker->guest, coroutine);
  else
    work__resume(worker, coroutine);
}

static bool any_leads_to(struct coroutine *first, const struct waiter *target) {
  for (struct coroutine *coroutine = first; coroutine; coroutine = coroutine->next)
    if (task__leads_to(&coroutine->base, target))
      return true;
  return false;
}

bool scheduler__holds_up(const struct waiter *target) {
  struct worker *worker = worker__this();
  if (worker->current && task__leads_to(&worker->current->base, target))
    return true;
  if (!worker->guest) {
    // A sleeper of this worker sleeps on until this thread wakes it: do that, and see who it was.
    if (worker->current)
      timer_wheel__fire(&worker->timers, clock__now());
    // Only this thread takes from either.
    return any_leads_to(worker->ready.head, target) ||
           any_leads_to(atomic_load(&worker->inbox), target);
  }
  pthread_mutex_lock(&worker->lock);
  bool found = any_leads_to(worker->resumed.head, target);
  pthread_mutex_unlock(&worker->lock);
  return found;
}

bool scheduler__start_timer(struct timer *timer, uint64_t due, void (*fire)(struct timer *)) {
  if (!runtime__runs())
    return false;
  struct worker *self = worker__this();
  struct worker *worker = self;
  if (!worker || worker->guest)
    worker = &pool.workers[atomic_fetch_add(&pool.next_timer_worker, 1) % pool.count];
  struct parker *parker = worker->parker;
  if (timer__start(&worker->timers, timer, due, fire) && worker != self)
    parker__wake(parker);
  return true;
}

// --- quiet --------------------------------------------------------------------------------------

bool scheduler__quiet(void) {
  pthread_mutex_lock(&pool.lock);
  bool quiet = work__all_quiet();
  pthread_mutex_unlock(&pool.lock);
  return quiet;
}

void scheduler__await_quiet(void) {
  uint64_t until = clock__real() + CLOCK_NANOSECONDS_PER_MILLISECOND;
  struct timespec deadline = {.tv_sec = (time_t)(until / 1000000000),
                              .tv_nsec = (long)(until % 1000000000)};
  pthread_mutex_lock(&pool.lock);
  if (!work__all_quiet())
    (void)pthread_cond_clockwait(&pool.quiet, &pool.lock, CLOCK_MONOTONIC, &deadline);
  pthread_mutex_unlock(&pool.lock);
}

uint64_t scheduler__next_timer(void) {
  uint64_t next = CLOCK_NEVER;
  for (unsigned i = 0; i < pool.count; i++) {
    uint64_t mine = timer_wheel__next(&pool.workers[i].timers);
    next = mine < next ? mine : next;
  }
  return next;
}

static pthread_mutex_t holding = PTHREAD_MUTEX_INITIALIZER;

void scheduler__hold(void) {
  pthread_mutex_lock(&holding);
  (void)atomic_exchange(&pool.order, ORDER_HOLD); // no store: see deque__pop()
}

void scheduler__let_go(void) {
  atomic_store(&pool.order, ORDER_RUN);
  pthread_mutex_unlock(&holding);
  scheduler__wake_all();
}

void scheduler__wake_all(void) {
  for (unsigned i = 0; i < pool.count; i++)
    parker__wake(pool.workers[i].parker);
}

// --- workers ------------------------------------------------------------------------------------

// Returns true when timers were due.
static bool fire_timers(struct worker *worker) {
  uint64_t next = timer_wheel__next(&worker->timers);
  if (next == CLOCK_NEVER)
    return false;
  uint64_t now = clock__now();
  if (next > now)
    return false;
  timer_wheel__fire(&worker->timers, now);
  return true;
}

static void *worker_main(void *argument) {
  struct worker *worker = argument;
  worker__set_this(worker);
  task_memory__cache();
  overflow__enter_thread(&worker->overflow);
  context__of_thread(&worker->context);
  pthread_mutex_lock(&worker->timers.lock);
  worker->timers.owner = pthread_self();
  pthread_mutex_unlock(&worker->timers.lock);
  for (int order;
       (order = atomic_load_explicit(&pool.order, memory_order_acquire)) != ORDER_STOP;) {
    if (order == ORDER_HOLD) {
      work__sleep_held(worker);
      continue;
    }
    if (worker->round - worker->timer_round >= TIMER_ROUNDS) {
      worker->timer_round = worker->round;
      (void)fire_timers(worker);
    }
    struct coroutine *coroutine = seeded__on() ? seeded__take(worker) : work__take(worker);
    if (coroutine)
      worker__go_on(worker, coroutine);
    else if (!fire_timers(worker))
      work__sleep(worker);
  }
  overflow__leave_thread(&worker->overflow);
  return NULL;
}

static void stop_workers(unsigned started) {
  watchdog__stop();
  atomic_store(&pool.order, ORDER_STOP);
  for (unsigned i = 0; i < started; i++)
    parker__wake(pool.workers[i].parker);
  for (unsigned i = 0; i < started; i++)
    pthread_join(pool.workers[i].thread, NULL);
}

static void free_workers(void) {
  for (unsigned i = 0; i < pool.count; i++) {
    struct worker *worker = &pool.workers[i];
    timer_wheel__fire(&worker->timers, CLOCK_NEVER); // those of sources that live on
    timer_wheel__close(&worker->timers);
    pthread_mutex_destroy(&worker->lock);
    overflow__free(&worker->overflow);
  }
  memory__free(pool.workers);
  pool.workers = NULL;
  pool.idle = NULL;
}

static int prepare(unsigned count) {
  int status = 0;
  pool.count = count;
  atomic_store(&pool.order, ORDER_RUN);
  atomic_store(&pool.sleeping, 0);
  atomic_store(&pool.searching, false);
  for (unsigned i = 0; i < count; i++) {
    struct worker *worker = &pool.workers[i];
    worker->index = i;
    worker->parker = &parkers[i];
    pthread_mutex_init(&worker->lock, NULL);
    timer_wheel__init(&worker->timers, clock__now());
    if (overflow__allocate(&worker->overflow) != 0)
      status = TASK_ENOMEM;
  }
  return status;
}

int scheduler__start(unsigned count, uint64_t hog_milliseconds) {
  pool.workers = memory__allocate(count * sizeof *pool.workers);
  if (!pool.workers)
    return TASK_ENOMEM;
  int status = prepare(count);
  unsigned started = 0;
  while (status == 0 && started < count) {
    status = thread__start(&pool.workers[started].thread, worker_main, &pool.workers[started]);
    started += status == 0;
  }
  if (status == 0)
    status = watchdog__start(hog_milliseconds);
  if (status != 0) {
    stop_workers(started);
    free_workers();
  }
  return status;
}

void scheduler__stop(void) {
  stop_workers(pool.count);
  free_workers();
}
