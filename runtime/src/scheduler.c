// SPDX-License-Identifier: MIT
// The scheduler: one queue of resumed coroutines and one of fresh ones for each worker, an
// injection queue for other threads, and a list of idle workers. Nobody spins.
//
// Queues and the idle list are ordered by their locks alone. The order in which locks are taken:
// the pool's or a worker's, never both; the parker's word is the innermost.
#include "scheduler.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "local.h"
#include "offload.h"
#include "runtime.h"
#include "stack/overflow.h"
#include "stack/stack.h"
#include "system/memory.h"
#include "system/park.h"
#include "system/thread.h"

// Every so many rounds the oldest work goes first, so that depth-first order starves nobody.
enum { FAIRNESS_ROUNDS = 61 };

struct queue {
  struct coroutine *head, *tail;
};

struct worker {
  struct guest *guest;       // itself, if it is one
  struct context context;    // of the thread itself
  struct coroutine *current; // runs now
  struct stack_cache stacks;
  struct overflow_guard overflow;
  unsigned round;
  unsigned index;
  pthread_t thread;
  struct parker parker;
  struct timer_heap timers;
  struct worker *next_idle; // guarded by the pool's lock
  bool idle;                // in the list of idle workers; guarded by the pool's lock
  pthread_mutex_t lock;     // guards the two queues
  struct queue resumed;
  struct queue fresh;
};

struct guest {
  struct worker worker;
  void (*call)(void *user);
  void *user;
  pthread_cond_t called; // `calling` has become 0
  unsigned calling;      // calls under way; guarded by the worker's lock, like `asked`
  bool asked;            // it was called, or is being served
};

static struct {
  struct worker *workers;
  unsigned count;
  atomic_bool stopping;
  atomic_uint next_timer_worker;
  pthread_mutex_t lock; // guards everything below
  struct queue injected;
  struct worker *idle;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static _Thread_local struct worker *thread_worker;

// Never inlined: a compiler may keep the address of a thread-local across a switch.
__attribute__((noinline)) static struct worker *this_worker(void) {
  __asm__ volatile("");
  return thread_worker;
}

// --- queues -------------------------------------------------------------------------------------

static void push(struct queue *queue, struct coroutine *coroutine) {
  coroutine->next = NULL;
  coroutine->previous = queue->tail;
  if (queue->tail)
    queue->tail->next = coroutine;
  else
    queue->head = coroutine;
  queue->tail = coroutine;
}

static struct coroutine *pop_oldest(struct queue *queue) {
  struct coroutine *coroutine = queue->head;
  if (!coroutine)
    return NULL;
  queue->head = coroutine->next;
  if (queue->head)
    queue->head->previous = NULL;
  else
    queue->tail = NULL;
  return coroutine;
}

static struct coroutine *pop_newest(struct queue *queue) {
  struct coroutine *coroutine = queue->tail;
  if (!coroutine)
    return NULL;
  queue->tail = coroutine->previous;
  if (queue->tail)
    queue->tail->next = NULL;
  else
    queue->head = NULL;
  return coroutine;
}

static struct coroutine *take_own(struct worker *worker, bool oldest_first) {
  pthread_mutex_lock(&worker->lock);
  struct coroutine *coroutine = NULL;
  if (worker->round % 2 == 0)
    coroutine = pop_oldest(&worker->resumed);
  if (!coroutine)
    coroutine = oldest_first ? pop_oldest(&worker->fresh) : pop_newest(&worker->fresh);
  if (!coroutine)
    coroutine = pop_oldest(&worker->resumed);
  pthread_mutex_unlock(&worker->lock);
  return coroutine;
}

static struct coroutine *take_injected(void) {
  pthread_mutex_lock(&pool.lock);
  struct coroutine *coroutine = pop_oldest(&pool.injected);
  pthread_mutex_unlock(&pool.lock);
  return coroutine;
}

static struct coroutine *steal(struct worker *thief) {
  for (unsigned i = 1; i < pool.count; i++) {
    struct worker *victim = &pool.workers[(thief->index + i) % pool.count];
    pthread_mutex_lock(&victim->lock);
    struct coroutine *coroutine = pop_oldest(&victim->fresh);
    pthread_mutex_unlock(&victim->lock);
    if (coroutine)
      return coroutine;
  }
  return NULL;
}

static struct coroutine *take_work(struct worker *worker) {
  bool fair = ++worker->round % FAIRNESS_ROUNDS == 0;
  struct coroutine *coroutine = fair ? take_injected() : NULL;
  if (!coroutine)
    coroutine = take_own(worker, fair);
  if (!coroutine)
    coroutine = take_injected();
  if (!coroutine)
    coroutine = steal(worker);
  return coroutine;
}

// --- waking -------------------------------------------------------------------------------------

static void wake_an_idle_worker(void) {
  pthread_mutex_lock(&pool.lock);
  struct worker *worker = pool.idle;
  if (worker) {
    pool.idle = worker->next_idle;
    worker->idle = false;
    parker__wake(&worker->parker);
  }
  pthread_mutex_unlock(&pool.lock);
}

static void enter_idle_list(struct worker *worker) {
  pthread_mutex_lock(&pool.lock);
  worker->idle = true;
  worker->next_idle = pool.idle;
  pool.idle = worker;
  pthread_mutex_unlock(&pool.lock);
}

// Returns true when somebody else took the worker off the list to have work done.
static bool leave_idle_list(struct worker *worker) {
  pthread_mutex_lock(&pool.lock);
  bool called = !worker->idle;
  if (!called) {
    struct worker **link = &pool.idle;
    while (*link != worker)
      link = &(*link)->next_idle;
    *link = worker->next_idle;
    worker->idle = false;
  }
  pthread_mutex_unlock(&pool.lock);
  return called;
}

// Sleeps until there may be work. It looks once more after it has entered the list: whoever pushed
// before that is seen here, whoever pushes later sees the list.
static struct coroutine *take_work_or_sleep(struct worker *worker) {
  enter_idle_list(worker);
  struct coroutine *coroutine = take_work(worker);
  if (!coroutine && !atomic_load(&pool.stopping))
    (void)parker__park(&worker->parker, timer_heap__next(&worker->timers));
  bool called = leave_idle_list(worker);
  // Called for one piece of work, busy with another now: pass the call on.
  if (called && coroutine)
    wake_an_idle_worker();
  return coroutine;
}

// Has `worker` look at its queue. Its lock is held, and given up.
static void rouse(struct worker *worker) {
  struct guest *guest = worker->guest;
  if (!guest) {
    // Under the lock: once it is given up the coroutine may run, and everything may end.
    if (worker != this_worker())
      parker__wake(&worker->parker);
    pthread_mutex_unlock(&worker->lock);
    return;
  }
  bool call = !guest->asked;
  guest->asked = true;
  guest->calling += call;
  pthread_mutex_unlock(&worker->lock);
  if (!call)
    return;
  guest->call(guest->user);
  pthread_mutex_lock(&worker->lock);
  if (--guest->calling == 0)
    pthread_cond_broadcast(&guest->called);
  pthread_mutex_unlock(&worker->lock);
}

// --- coroutines ---------------------------------------------------------------------------------

struct coroutine *coroutine__create(task_fn body, void *arg, size_t result_size, cancel_token token,
                                    const void *started_at) {
  struct coroutine *coroutine =
      task__create(sizeof(struct coroutine), result_size, body, started_at);
  if (!coroutine)
    return NULL;
  coroutine->arg = arg;
  coroutine->token = token;
  coroutine->locals = local__capture();
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

TASK__UNINSTRUMENTED static void coroutine_main(void *argument) {
  struct coroutine *self = argument;
  context__entered(self->back);
  self->base.status = self->base.body(self->arg, self->token, self->base.result);
  self->finished = true;
  context__switch(&self->context, self->back, true);
  abort(); // a finished coroutine is never switched to
}

// Runs `coroutine`, which has a stack, until it suspends or ends.
static void run(struct worker *worker, struct coroutine *coroutine) {
  struct coroutine *outer = worker->current;
  coroutine->back = outer ? &outer->context : &worker->context;
  worker->current = coroutine;
  context__switch(coroutine->back, &coroutine->context, false);
  worker->current = outer;
  if (!stack__intact(coroutine->stack))
    overflow__die(coroutine->stack);
  if (!coroutine->finished) {
    void (*then)(struct coroutine *, void *) = coroutine->suspended;
    coroutine->suspended = NULL;
    if (then)
      then(coroutine, coroutine->suspended_arg);
    return;
  }
  stack__give(&worker->stacks, coroutine->stack);
  // Before the task ends: with the last one the runtime may stop, and the thread be another's.
  if (worker->guest)
    stack__flush(&worker->stacks);
  coroutine->stack = NULL;
  coroutine__complete(coroutine, coroutine->base.status);
}

static void start(struct worker *worker, struct coroutine *coroutine) {
  struct stack *stack = stack__take(&worker->stacks, &coroutine->base);
  if (!stack) {
    coroutine__complete(coroutine, TASK_ENOMEM);
    return;
  }
  coroutine->stack = stack;
  coroutine->home = worker;
  context__make(&coroutine->context, stack__bottom(stack), stack__size(stack), stack->fiber,
                coroutine_main, coroutine);
  run(worker, coroutine);
}

// Runs `coroutine`, from whatever queue, until it suspends or ends.
static void go_on(struct worker *worker, struct coroutine *coroutine) {
  if (!coroutine->stack) {
    start(worker, coroutine);
    return;
  }
  coroutine->home = worker;
  run(worker, coroutine);
}

bool scheduler__on_worker(void) {
  return this_worker() != NULL;
}

struct coroutine *scheduler__current(void) {
  struct worker *worker = this_worker();
  return worker ? worker->current : NULL;
}

struct task *scheduler__current_task(void) {
  struct coroutine *current = scheduler__current();
  return current ? &current->base : offload__current();
}

void scheduler__submit(struct coroutine *coroutine) {
  struct worker *worker = this_worker();
  if (worker && worker->guest)
    worker = NULL;
  pthread_mutex_t *lock = worker ? &worker->lock : &pool.lock;
  pthread_mutex_lock(lock);
  push(worker ? &worker->fresh : &pool.injected, coroutine);
  pthread_mutex_unlock(lock);
  wake_an_idle_worker();
}

void scheduler__start_now(struct coroutine *coroutine) {
  start(this_worker(), coroutine);
}

void scheduler__suspend(void) {
  struct coroutine *self = this_worker()->current;
  context__switch(&self->context, self->back, false);
}

void scheduler__suspend_then(void (*then)(struct coroutine *, void *arg), void *arg) {
  struct coroutine *self = this_worker()->current;
  self->suspended = then;
  self->suspended_arg = arg;
  scheduler__suspend();
}

bool scheduler__run_now(struct coroutine *coroutine) {
  struct worker *worker = this_worker();
  if (!worker || !worker->current || coroutine->home != worker)
    return false;
  run(worker, coroutine);
  return true;
}

void scheduler__resume(struct coroutine *coroutine) {
  scheduler__submit_to(coroutine->home, coroutine);
}

void scheduler__submit_to(struct worker *worker, struct coroutine *coroutine) {
  pthread_mutex_lock(&worker->lock);
  push(&worker->resumed, coroutine);
  rouse(worker);
}

static bool any_leads_to(const struct queue *queue, const struct waiter *target) {
  for (struct coroutine *coroutine = queue->head; coroutine; coroutine = coroutine->next)
    if (task__leads_to(&coroutine->base, target))
      return true;
  return false;
}

bool scheduler__holds_up(const struct waiter *target) {
  struct worker *worker = this_worker();
  // A sleeper of this worker sleeps on until this thread wakes it: do that, and see who it was.
  if (worker->current && !worker->guest)
    timer_heap__fire(&worker->timers, clock__now());
  if (worker->current && task__leads_to(&worker->current->base, target))
    return true;
  pthread_mutex_lock(&worker->lock);
  bool found = any_leads_to(&worker->resumed, target);
  pthread_mutex_unlock(&worker->lock);
  return found;
}

bool scheduler__start_timer(struct timer *timer, uint64_t due, void (*fire)(struct timer *)) {
  if (!runtime__runs())
    return false;
  struct worker *self = this_worker();
  struct worker *worker = self;
  if (!worker || worker->guest)
    worker = &pool.workers[atomic_fetch_add(&pool.next_timer_worker, 1) % pool.count];
  if (timer__start(&worker->timers, timer, due, fire) && worker != self)
    parker__wake(&worker->parker);
  return true;
}

// --- guests -------------------------------------------------------------------------------------

struct worker *scheduler__create_guest(void (*call)(void *user), void *user) {
  struct guest *guest = memory__allocate(sizeof *guest);
  if (!guest)
    return NULL;
  if (overflow__allocate(&guest->worker.overflow) != 0) {
    memory__free(guest);
    return NULL;
  }
  pthread_mutex_init(&guest->worker.lock, NULL);
  pthread_cond_init(&guest->called, NULL);
  guest->worker.guest = guest;
  guest->call = call;
  guest->user = user;
  return &guest->worker;
}

void scheduler__destroy_guest(struct worker *worker) {
  struct guest *guest = worker->guest;
  pthread_mutex_lock(&worker->lock);
  while (guest->calling > 0)
    pthread_cond_wait(&guest->called, &worker->lock);
  pthread_mutex_unlock(&worker->lock);
  pthread_cond_destroy(&guest->called);
  pthread_mutex_destroy(&worker->lock);
  overflow__free(&worker->overflow);
  memory__free(guest);
}

void *scheduler__guest_user(struct worker *guest) {
  return guest->guest->user;
}

struct worker *scheduler__this_guest(void) {
  struct worker *worker = this_worker();
  return worker && worker->guest ? worker : NULL;
}

static size_t length(struct worker *worker) {
  size_t count = 0;
  pthread_mutex_lock(&worker->lock);
  for (struct coroutine *coroutine = worker->resumed.head; coroutine; coroutine = coroutine->next)
    count++;
  pthread_mutex_unlock(&worker->lock);
  return count;
}

// Never inlined, for the same reason as this_worker().
__attribute__((noinline)) static void be_worker(struct worker *worker) {
  thread_worker = worker;
}

void scheduler__serve(struct worker *worker) {
  struct worker *outer = this_worker();
  // In a task of another worker, what runs here goes back to that task when it suspends.
  worker->current = outer ? outer->current : NULL;
  if (!worker->current)
    context__of_thread(&worker->context);
  overflow__enter_thread(&worker->overflow);
  be_worker(worker);
  for (size_t left = length(worker); left > 0; left--) {
    pthread_mutex_lock(&worker->lock);
    struct coroutine *coroutine = pop_oldest(&worker->resumed);
    pthread_mutex_unlock(&worker->lock);
    go_on(worker, coroutine);
  }
  be_worker(outer);
  overflow__leave_thread(&worker->overflow);
  worker->current = NULL;
  pthread_mutex_lock(&worker->lock);
  worker->guest->asked = false;
  if (worker->resumed.head)
    rouse(worker);
  else
    pthread_mutex_unlock(&worker->lock);
}

// --- workers ------------------------------------------------------------------------------------

static void *worker_main(void *argument) {
  struct worker *worker = argument;
  thread_worker = worker;
  overflow__enter_thread(&worker->overflow);
  context__of_thread(&worker->context);
  pthread_mutex_lock(&worker->timers.lock);
  worker->timers.owner = pthread_self();
  pthread_mutex_unlock(&worker->timers.lock);
  while (!atomic_load(&pool.stopping)) {
    if (timer_heap__next(&worker->timers) != CLOCK_NEVER)
      timer_heap__fire(&worker->timers, clock__now());
    struct coroutine *coroutine = take_work(worker);
    if (!coroutine)
      coroutine = take_work_or_sleep(worker);
    if (!coroutine)
      continue;
    go_on(worker, coroutine);
  }
  overflow__leave_thread(&worker->overflow);
  return NULL;
}

static void stop_workers(unsigned started) {
  atomic_store(&pool.stopping, true);
  for (unsigned i = 0; i < started; i++)
    parker__wake(&pool.workers[i].parker);
  for (unsigned i = 0; i < started; i++)
    pthread_join(pool.workers[i].thread, NULL);
}

static void free_workers(void) {
  for (unsigned i = 0; i < pool.count; i++) {
    struct worker *worker = &pool.workers[i];
    timer_heap__fire(&worker->timers, CLOCK_NEVER); // those of sources that live on
    timer_heap__close(&worker->timers);
    pthread_mutex_destroy(&worker->lock);
    overflow__free(&worker->overflow);
  }
  memory__free(pool.workers);
  pool.workers = NULL;
  pool.idle = NULL;
}

int scheduler__start(unsigned count) {
  pool.workers = memory__allocate(count * sizeof *pool.workers);
  if (!pool.workers)
    return TASK_ENOMEM;
  pool.count = count;
  atomic_store(&pool.stopping, false);
  int status = 0;
  for (unsigned i = 0; i < count; i++) {
    struct worker *worker = &pool.workers[i];
    worker->index = i;
    pthread_mutex_init(&worker->lock, NULL);
    timer_heap__init(&worker->timers);
    if (overflow__allocate(&worker->overflow) != 0)
      status = TASK_ENOMEM;
  }
  unsigned started = 0;
  while (status == 0 && started < count) {
    status = thread__start(&pool.workers[started].thread, worker_main, &pool.workers[started]);
    started += status == 0;
  }
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
