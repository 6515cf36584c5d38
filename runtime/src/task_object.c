// SPDX-License-Identifier: MIT
// Task objects: creation, completion, consumption, and the register of those that live.
//
// Memory order: all atomics here are sequentially consistent. `waiter` needs release and acquire:
// the side that comes second, by exchange or failed comparison, reads what the other one wrote
// before (status and result, or the waiter).
#include "task_object.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <taskrt/runtime.h>
#include <time.h>

#include "check/check.h"
#include "coordination/group.h"
#include "error_object.h"
#include "runtime.h"
#include "scheduler.h"
#include "scheduler/seeded.h"
#include "scheduler/workers.h"
#include "source.h"
#include "system/park.h"
#include "task_memory.h"
#include "trace.h"

// Tasks that have begun and ended, by thread, so that workers do not share a cache line. Both only
// grow: if first the sum of `ended` and then that of `begun` are the same, nothing was under way in
// between.
enum { TALLIES = 16 };

static struct tally {
  atomic_size_t begun, ended;
  char apart[CACHE_LINE - 2 * sizeof(atomic_size_t)];
} tallies[TALLIES];

static struct tally *tally(void) {
  unsigned number = scheduler__thread_number();
  return &tallies[number < TALLIES ? number : 0]; // the first one is shared
}

// A tally other than the first is written by one worker only, so it needs no exchange.
static void count(struct tally *mine, atomic_size_t *number) {
  if (mine == tallies)
    atomic_fetch_add(number, 1);
  else
    atomic_store_explicit(number, atomic_load_explicit(number, memory_order_relaxed) + 1,
                          memory_order_release);
}

static atomic_bool somebody_waits; // for all tasks to be over
static pthread_mutex_t over_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;

// The word `waiter` of a task: OVER, or a list with marks in the lowest bits: LOCKED while an
// element is taken out of it, MINDED if the minder wants to be told, after the list.
enum { LOCKED = 1, OVER = 2, MINDED = 4, MARKS = LOCKED | MINDED };

static struct waiter *list_of(uintptr_t word) {
  return (struct waiter *)(word & ~(uintptr_t)MARKS);
}

static void free_task(task *t) {
  task_error_release(t->error);
  atomic_store_explicit(&t->references, 0, memory_order_relaxed);
  if (check__on())
    t = check__keep_dead(t);
  if (t)
    task_memory__give(t);
}

// May miss somebody who begins to wait at this moment, for ordering the two would cost every task
// an exchange: who waits looks again from time to time.
static void one_less_under_way(void) {
  struct tally *mine = tally();
  count(mine, &mine->ended);
  if (!atomic_load_explicit(&somebody_waits, memory_order_relaxed))
    return;
  pthread_mutex_lock(&over_lock);
  pthread_cond_broadcast(&over);
  pthread_mutex_unlock(&over_lock);
}

static void *create(size_t size, size_t result_size, task_fn body, const void *started_at,
                    bool keep) {
  size_t align = result_size ? _Alignof(max_align_t) : 1;
  size_t offset = (size + align - 1) & ~(align - 1);
  size_t total;
  if (offset < size || __builtin_add_overflow(offset, result_size, &total) || total > UINT32_MAX)
    return NULL;
  if (runtime__ensure() != 0)
    return NULL;
  task *t = task_memory__take(total, keep);
  if (!t)
    return NULL;
  t->counted = true;
  t->result_size = (uint32_t)result_size;
  t->result_offset = result_size ? (uint32_t)offset : 0;
  t->body = body;
  t->origin = started_at;
  if (check__on())
    check__born(t);
  atomic_store_explicit(&t->references, 1, memory_order_release);
  struct tally *mine = tally();
  count(mine, &mine->begun);
  return t;
}

void *task__create(size_t size, size_t result_size, task_fn body, const void *started_at) {
  return create(size, result_size, body, started_at, false);
}

void *task__create_kept(size_t size, size_t result_size, const void *started_at) {
  return create(size, result_size, NULL, started_at, true);
}

static void wait_for_the_list(void) {
  sched_yield(); // whoever holds it walks a short list
}

// Waiters are told in the order in which they came.
static void wake_all(task *t, struct waiter *newest) {
  struct waiter *oldest = NULL;
  while (newest) {
    struct waiter *next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest) {
    struct waiter *next = oldest->next; // it may be gone afterwards
    oldest->wake(oldest, t);
    oldest = next;
  }
}

// Ends a detached reference; the last one that nobody looked at reports a failure.
static void end_detached(task *t) {
  void (*on_error)(int, void *) = t->on_error;
  void *arg = t->on_error_arg;
  int status = t->status;
  if (on_error)
    (void)task__consume(t, NULL);
  else
    task__release(t);
  if (on_error && status != 0)
    on_error(status, arg);
}

static void tell_minder(task *t) {
  if (atomic_load_explicit(&t->minder, memory_order_relaxed) == TASK_MINDER_GROUP)
    group__child_over(t->on_error_arg, t);
  else
    end_detached(t);
}

void task__complete(task *t, int status) {
  bool counted = t->counted;
  t->status = status;
  if (t->error && t->error->status != status) { // it is not about this outcome
    task_error_release(t->error);
    t->error = NULL;
  }
  trace__event(TASK_TRACE_COMPLETE, t);
  uintptr_t word = atomic_load(&t->waiter);
  if (word == 0 && t->unknown) { // what comes to know it does so after this
    atomic_store_explicit(&t->waiter, OVER, memory_order_release);
    if (counted)
      one_less_under_way();
    return;
  }
  while ((word & LOCKED) || !atomic_compare_exchange_weak(&t->waiter, &word, OVER)) {
    if (word & LOCKED) {
      wait_for_the_list();
      word = atomic_load(&t->waiter);
    }
  }
  seeded__point();
  if (list_of(word))
    wake_all(t, list_of(word));
  if (word & MINDED)
    tell_minder(t);
  if (counted)
    one_less_under_way();
}

bool task__attach(task *t, struct waiter *waiter) {
  uintptr_t word = atomic_load(&t->waiter);
  while (word != OVER) {
    if (word & LOCKED) {
      wait_for_the_list();
      word = atomic_load(&t->waiter);
      continue;
    }
    waiter->next = list_of(word);
    if (atomic_compare_exchange_weak(&t->waiter, &word, (uintptr_t)waiter | (word & MARKS)))
      return true;
  }
  return false;
}

void task__mind(task *t) {
  uintptr_t word = atomic_load(&t->waiter);
  while (word != OVER) {
    if (word & LOCKED) {
      wait_for_the_list();
      word = atomic_load(&t->waiter);
    } else if (atomic_compare_exchange_weak(&t->waiter, &word, word | MINDED)) {
      return;
    }
  }
  tell_minder(t);
}

bool task__unattach(task *t, struct waiter *waiter) {
  uintptr_t word;
  for (;;) {
    word = atomic_load(&t->waiter);
    if (word == OVER)
      return false;
    if (word & LOCKED)
      wait_for_the_list();
    else if (atomic_compare_exchange_weak(&t->waiter, &word, word | LOCKED))
      break;
  }
  struct waiter *newest = list_of(word), **link = &newest;
  while (*link && *link != waiter)
    link = &(*link)->next;
  bool found = *link != NULL;
  if (found)
    *link = waiter->next;
  atomic_store(&t->waiter, (uintptr_t)newest | (word & MARKS));
  return found;
}

bool task__leads_to(task *from, const struct waiter *target) {
  uintptr_t word = atomic_load(&from->waiter);
  // Held while going upward: what waits with an end of its own stays here so long.
  if (word == OVER || (word & LOCKED) ||
      !atomic_compare_exchange_strong(&from->waiter, &word, word | LOCKED))
    return false;
  bool found = false;
  for (struct waiter *waiter = list_of(word); waiter && !found; waiter = waiter->next)
    found = waiter == target || (waiter->owner && task__leads_to(waiter->owner, target));
  atomic_store(&from->waiter, word);
  return found;
}

void task__each_awaiter(task *t, void (*look)(const task *owner, void *arg), void *arg) {
  uintptr_t word = atomic_load(&t->waiter);
  while (word != OVER &&
         (word & LOCKED || !atomic_compare_exchange_weak(&t->waiter, &word, word | LOCKED))) {
    if (word & LOCKED) {
      wait_for_the_list();
      word = atomic_load(&t->waiter);
    }
  }
  if (word == OVER)
    return;
  for (const struct waiter *waiter = list_of(word); waiter; waiter = waiter->next)
    look(waiter->owner, arg);
  if (word & MINDED)
    look(NULL, arg);
  atomic_store(&t->waiter, word);
}

void task__reference(task *t) {
  atomic_fetch_add_explicit(&t->references, 1, memory_order_relaxed);
}

void task__release(task *t) {
  // The only reference cannot grow, so it is ended without the dearer exchange.
  if (atomic_load_explicit(&t->references, memory_order_acquire) == 1 ||
      atomic_fetch_sub(&t->references, 1) == 1) {
    if (!atomic_load(&t->observed))
      task__report_unobserved(t);
    free_task(t);
  }
}

int task__consume(task *t, void *result) {
  int status = t->status;
  if (status == 0 && result)
    task__copy(result, task__result(t), t->result_size);
  atomic_store_explicit(&t->observed, true, memory_order_relaxed);
  task__release(t);
  return status;
}

int task__observe(task *t, void *result) {
  if (t->status != 0)
    error__note(t->error);
  return task__consume(t, result);
}

void task__uncount(task *t) {
  t->counted = false;
  one_less_under_way();
}

void task__disown(task *t) {
  atomic_store(&t->owned_source, false);
}

void task__discard(task *t) {
  free_task(t);
  one_less_under_way();
}

task *task_ref(task *t) {
  if (!CHECK_CALL(task_ref, CHECK_ARG(t)))
    return NULL;
  if (t)
    task__reference(t);
  CHECK_GIVEN(task_ref, NULL, t, 0);
  return t;
}

void task_set_name(task *t, const char *name) {
  if (CHECK_CALL(task_set_name, CHECK_ARG(t)) && t)
    t->name = name;
}

bool task_is_done(const task *t) {
  return !CHECK_CALL(task_is_done, CHECK_ARG(t)) || task__is_over(t);
}

bool task__is_over(const task *t) {
  return !t || atomic_load(&t->waiter) == OVER;
}

// --- the end of all -----------------------------------------------------------------------------

static bool all_over(void) {
  size_t ended = 0, begun = 0;
  for (unsigned i = 0; i < TALLIES; i++)
    ended += atomic_load(&tallies[i].ended);
  for (unsigned i = 0; i < TALLIES; i++)
    begun += atomic_load(&tallies[i].begun);
  return ended == begun;
}

bool task__wait_for_all(uint64_t milliseconds) {
  uint64_t until = clock__real() + milliseconds * CLOCK_NANOSECONDS_PER_MILLISECOND;
  struct timespec deadline = {.tv_sec = (time_t)(until / 1000000000),
                              .tv_nsec = (long)(until % 1000000000)};
  pthread_mutex_lock(&over_lock);
  (void)atomic_exchange(&somebody_waits, true); // no store: see deque__pop()
  int timeout = 0;
  while (!all_over() && timeout == 0)
    timeout = pthread_cond_clockwait(&over, &over_lock, CLOCK_MONOTONIC, &deadline);
  atomic_store(&somebody_waits, false);
  pthread_mutex_unlock(&over_lock);
  return timeout == 0;
}

void task__report_as(const task *t, enum task_fault_kind kind, const char *waits_for) {
  struct task_fault fault = {.kind = kind,
                             .status = t->status,
                             .body = t->body,
                             .started_at = task__started_at(t),
                             .place = task__place(t),
                             .name = t->name,
                             .error = t->error,
                             .waits_for = waits_for};
  task__report(&fault);
}

void task__report_unobserved(const task *t) {
  if (t->status == 0 || t->status == TASK_ECANCELED)
    return;
  task__report_as(t, TASK_FAULT_UNOBSERVED, NULL);
}

static void gather_incomplete_source(task *t, void *found) {
  task **first = found;
  if (!*first && atomic_load(&t->owned_source) && !task__is_over(t)) {
    task__reference(t);
    *first = t;
  }
}

bool task__abandon_sources(void) {
  for (bool any = false;; any = true) {
    task *t = NULL;
    task_memory__each(gather_incomplete_source, &t);
    if (!t)
      return any;
    task__report_as(t, TASK_FAULT_LEAKED_SOURCE, NULL);
    atomic_store(&t->observed, true); // reported as leaked
    if (source__claim(t))
      task__complete(t, TASK_EABANDONED);
    task__release(t);
  }
}

// Links what is left by a field that nobody needs any more.
static void gather(task *t, void *list) {
  if (atomic_load(&t->owned_source))
    return; // its owner frees it
  task **first = list;
  t->on_error_arg = *first;
  *first = t;
}

bool task__free_all(void) {
  task *left = NULL;
  task_memory__each(gather, &left);
  bool any = left != NULL;
  while (left) {
    task *t = left;
    left = t->on_error_arg;
    task__report_as(t, TASK_FAULT_DROPPED, NULL);
    free_task(t);
  }
  return any;
}
