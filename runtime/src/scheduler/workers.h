// SPDX-License-Identifier: MIT
// The workers, as the parts of the scheduler see them.
#ifndef TASKRT_WORKERS_H
#define TASKRT_WORKERS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "scheduler.h"
#include "scheduler/deque.h"
#include "stack/context.h"
#include "stack/overflow.h"
#include "stack/stack.h"
#include "system/park.h"
#include "timer.h"

enum { MOST_WORKERS = 4096 };

struct queue {
  struct coroutine *head, *tail;
};

/// What a worker runs, for the watchdog: copies, because the task may end at any moment.
struct activity {
  _Atomic(uint64_t) runs; ///< changes whenever the rest does
  _Atomic(task_fn) body;  ///< NULL before the first
  _Atomic(const char *) place;
  _Atomic(const char *) name;
  _Atomic(const void *) started_at;
};

struct worker {
  struct deque fresh;                ///< not started, or stackless: anybody may take them
  struct queue ready;                ///< resumed by this thread
  _Atomic(struct coroutine *) inbox; ///< resumed by others, newest first
  struct guest *guest;               ///< itself, if it is one
  struct context context;            ///< of the thread itself
  struct coroutine *current;         ///< runs now
  struct coroutine *stepping;        ///< a stackless one runs now
  struct stack_cache stacks;
  struct overflow_guard overflow;
  struct activity activity;
  unsigned round;
  unsigned fair_round, fresh_round, timer_round; ///< when what waits was last looked at first
  unsigned hops;   ///< coroutines that may follow each other before the worker's loop looks
                   ///< at everything else
  unsigned nested; ///< tasks that may run inside those that await them until then
  unsigned budget; ///< what the running task may still do without suspending
  unsigned index;
  pthread_t thread;
  struct parker *parker; ///< outlives the worker, for those who wake it at the last moment
  struct timer_wheel timers;
  struct worker *next_idle; ///< guarded by the pool's lock
  bool idle;                ///< in the list of idle workers; guarded by the pool's lock
  bool searching;           ///< woken to look for work; given with the wake-up
  pthread_mutex_t lock;     ///< of a guest: guards `resumed`
  struct queue resumed;     ///< of a guest
};

/// What the workers are to do.
enum order { ORDER_RUN, ORDER_HOLD, ORDER_STOP };

struct pool {
  struct worker *workers;
  unsigned count;
  atomic_int order; ///< an enum order
  atomic_uint next_timer_worker;
  atomic_uint sleeping;  ///< length of the list of idle workers; changed under the lock
  atomic_bool searching; ///< a worker has been woken and has found nothing yet
  atomic_size_t injected_count;
  pthread_mutex_t lock; ///< guards everything below
  pthread_cond_t quiet; ///< all workers are idle
  struct queue injected;
  struct worker *idle;
};

extern struct pool pool__;

/// The worker of this thread, NULL if none. A compiler may keep the address of a thread-local
/// across a switch, so it does not get to see that this is one.
#if defined(__x86_64__)
// Initial-exec: the runtime is linked into the program, so its thread-locals are a register away.
extern _Thread_local struct worker *worker__of_thread
    __attribute__((tls_model("initial-exec"), visibility("hidden")));
static inline struct worker *worker__this(void) {
  struct worker *worker;
  __asm__ volatile("movq worker__of_thread@gottpoff(%%rip), %0\n\tmovq %%fs:(%0), %0"
                   : "=r"(worker));
  return worker;
}
#else
struct worker *worker__this(void);
#endif

/// A number of this thread: workers count from 1, all others have 0.
static inline unsigned scheduler__thread_number(void) {
  const struct worker *worker = worker__this();
  return worker && !worker->guest ? worker->index + 1 : 0;
}

/// Makes `worker` (NULL for none) the worker of this thread.
void worker__set_this(struct worker *worker);

/// Runs `coroutine`, from whatever queue, until it suspends or ends.
void worker__go_on(struct worker *worker, struct coroutine *coroutine);

/// Appends to and takes from a queue.
static inline void queue__push(struct queue *queue, struct coroutine *coroutine) {
  coroutine->next = NULL;
  if (queue->tail)
    queue->tail->next = coroutine;
  else
    queue->head = coroutine;
  queue->tail = coroutine;
}

static inline struct coroutine *queue__pop(struct queue *queue) {
  struct coroutine *coroutine = queue->head;
  if (!coroutine)
    return NULL;
  queue->head = coroutine->next;
  if (!queue->head)
    queue->tail = NULL;
  return coroutine;
}

/// Queues `coroutine`, which may run anywhere, with `worker`, which is this thread's, or with all
/// (NULL). Wakes a worker if there is need of one.
void work__submit(struct worker *worker, struct coroutine *coroutine);

/// Queues `coroutine` for its home `worker`, a worker of the pool. Callable from any thread.
void work__resume(struct worker *worker, struct coroutine *coroutine);

/// Queues `coroutine`, stackless, behind all that is ready on `worker`, which is this thread's.
void work__submit_later(struct worker *worker, struct coroutine *coroutine);

/// Queues `coroutine` for `guest` and has it called.
void guest__submit(struct guest *guest, struct coroutine *coroutine);

/// The next coroutine to run; NULL if there is none.
struct coroutine *work__take(struct worker *worker);

/// Sleeps until there may be work or a timer may be due.
void work__sleep(struct worker *worker);

/// Sleeps for as long as the workers are held.
void work__sleep_held(struct worker *worker);

/// Wakes one idle worker unless one is looking for work already.
void work__wake_one(void);

/// True when all workers are idle and none has anything to do. The pool's lock is held.
bool work__all_quiet(void);

/// Starts and stops the thread that watches the workers; reports a task that keeps its worker for
/// `hog_milliseconds` (0: never). Returns 0 or TASK_ENOMEM.
int watchdog__start(uint64_t hog_milliseconds);
void watchdog__stop(void);

/// A worker leaves the list of idle ones.
void watchdog__rouse(void);

#endif
