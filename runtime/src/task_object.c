// SPDX-License-Identifier: MIT
// Task objects: creation, completion, consumption, and the register of those that live.
//
// Memory order: all atomics here are sequentially consistent. `waiter` needs release and acquire:
// the side that comes second, by exchange or failed comparison, reads what the other one wrote
// before (status and result, or the waiter). `under_way` needs the same, so that whoever sees 0
// sees all that was done before.
#include "task_object.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <taskrt/runtime.h>

#include "error_object.h"
#include "runtime.h"
#include "source.h"
#include "system/memory.h"

enum { STRIPES = 16 };

// The living tasks, split over several locks by address.
static struct stripe {
  pthread_mutex_t lock;
  task *head;
} stripes[STRIPES] = {
#define STRIPE {.lock = PTHREAD_MUTEX_INITIALIZER}
    STRIPE, STRIPE, STRIPE, STRIPE, STRIPE, STRIPE, STRIPE, STRIPE,
    STRIPE, STRIPE, STRIPE, STRIPE, STRIPE, STRIPE, STRIPE, STRIPE,
#undef STRIPE
};

static atomic_size_t under_way;
static pthread_mutex_t over_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;

// The word `waiter` of a task: a list, or OVER; LOCKED while an element is taken out of the list.
enum { LOCKED = 1, OVER = 2 };

static struct stripe *stripe_of(const task *t) {
  return &stripes[((uintptr_t)t >> 6) % STRIPES];
}

static void enlist(task *t) {
  struct stripe *stripe = stripe_of(t);
  pthread_mutex_lock(&stripe->lock);
  t->next = stripe->head;
  if (t->next)
    t->next->previous = t;
  stripe->head = t;
  pthread_mutex_unlock(&stripe->lock);
}

static void unlist(task *t) {
  struct stripe *stripe = stripe_of(t);
  pthread_mutex_lock(&stripe->lock);
  if (t->next)
    t->next->previous = t->previous;
  if (t->previous)
    t->previous->next = t->next;
  else if (stripe->head == t)
    stripe->head = t->next;
  t->next = t->previous = NULL;
  pthread_mutex_unlock(&stripe->lock);
}

static void free_task(task *t) {
  unlist(t);
  task_error_release(t->error);
  memory__free(t);
}

static void one_less_under_way(void) {
  if (atomic_fetch_sub(&under_way, 1) != 1)
    return;
  pthread_mutex_lock(&over_lock);
  pthread_cond_broadcast(&over);
  pthread_mutex_unlock(&over_lock);
}

void *task__create(size_t size, size_t result_size, task_fn body, const void *started_at) {
  size_t offset = (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
  size_t total;
  if (offset < size || __builtin_add_overflow(offset, result_size, &total))
    return NULL;
  if (runtime__ensure() != 0)
    return NULL;
  task *t = memory__allocate(total);
  if (!t)
    return NULL;
  atomic_init(&t->waiter, 0);
  atomic_init(&t->references, 1);
  atomic_flag_clear(&t->detached_once);
  t->counted = true;
  t->result_size = result_size;
  t->result = result_size ? (char *)t + offset : NULL;
  t->body = body;
  t->started_at = started_at;
  atomic_fetch_add(&under_way, 1);
  enlist(t);
  return t;
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

void task__complete(task *t, int status) {
  bool counted = t->counted;
  t->status = status;
  if (t->error && t->error->status != status) { // it is not about this outcome
    task_error_release(t->error);
    t->error = NULL;
  }
  uintptr_t word = atomic_load(&t->waiter);
  while ((word & LOCKED) || !atomic_compare_exchange_weak(&t->waiter, &word, OVER)) {
    if (word & LOCKED) {
      wait_for_the_list();
      word = atomic_load(&t->waiter);
    }
  }
  if (word)
    wake_all(t, (struct waiter *)word);
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
    waiter->next = (struct waiter *)word;
    if (atomic_compare_exchange_weak(&t->waiter, &word, (uintptr_t)waiter))
      return true;
  }
  return false;
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
  struct waiter *newest = (struct waiter *)word, **link = &newest;
  while (*link && *link != waiter)
    link = &(*link)->next;
  bool found = *link != NULL;
  if (found)
    *link = waiter->next;
  atomic_store(&t->waiter, (uintptr_t)newest);
  return found;
}

void task__reference(task *t) {
  atomic_fetch_add_explicit(&t->references, 1, memory_order_relaxed);
}

void task__release(task *t) {
  if (atomic_fetch_sub(&t->references, 1) == 1) {
    if (!atomic_load(&t->observed))
      task__report_unobserved(t);
    free_task(t);
  }
}

int task__consume(task *t, void *result) {
  int status = t->status;
  if (status == 0 && result && t->result_size)
    memcpy(result, t->result, t->result_size);
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
  struct stripe *stripe = stripe_of(t);
  pthread_mutex_lock(&stripe->lock);
  t->owned_source = false;
  pthread_mutex_unlock(&stripe->lock);
}

void task__discard(task *t) {
  free_task(t);
  one_less_under_way();
}

task *task_ref(task *t) {
  if (t)
    task__reference(t);
  return t;
}

void task_set_name(task *t, const char *name) {
  if (t)
    t->name = name;
}

bool task_is_done(const task *t) {
  return !t || atomic_load(&t->waiter) == OVER;
}

void task__wait_for_all(void) {
  pthread_mutex_lock(&over_lock);
  while (atomic_load(&under_way) != 0)
    pthread_cond_wait(&over, &over_lock);
  pthread_mutex_unlock(&over_lock);
}

static void report_as(const task *t, enum task_fault_kind kind) {
  struct task_fault fault = {.kind = kind,
                             .status = t->status,
                             .body = t->body,
                             .started_at = t->started_at,
                             .place = t->place,
                             .name = t->name,
                             .error = t->error};
  task__report(&fault);
}

void task__report_unobserved(const task *t) {
  if (t->status == 0 || t->status == TASK_ECANCELED)
    return;
  report_as(t, TASK_FAULT_UNOBSERVED);
}

// Finds a source that nobody has completed, and takes a reference to it.
static task *find_incomplete_source(void) {
  task *found = NULL;
  for (size_t i = 0; i < STRIPES && !found; i++) {
    pthread_mutex_lock(&stripes[i].lock);
    for (task *t = stripes[i].head; t && !found; t = t->next)
      if (t->owned_source && !task_is_done(t))
        found = t;
    if (found)
      task__reference(found);
    pthread_mutex_unlock(&stripes[i].lock);
  }
  return found;
}

bool task__abandon_sources(void) {
  bool any = false;
  task *t;
  while ((t = find_incomplete_source())) {
    any = true;
    report_as(t, TASK_FAULT_LEAKED_SOURCE);
    if (source__claim(t))
      task__complete(t, TASK_EABANDONED);
    atomic_store(&t->observed, true); // reported as leaked
    task__release(t);
  }
  return any;
}

bool task__free_all(void) {
  task *left[STRIPES];
  for (size_t i = 0; i < STRIPES; i++) {
    pthread_mutex_lock(&stripes[i].lock);
    left[i] = stripes[i].head;
    stripes[i].head = NULL;
    pthread_mutex_unlock(&stripes[i].lock);
  }
  bool any = false;
  for (size_t i = 0; i < STRIPES; i++) {
    for (task *t = left[i], *next; t; t = next) {
      next = t->next;
      any = true;
      t->next = t->previous = NULL;
      if (t->owned_source)
        continue; // its owner frees it
      report_as(t, TASK_FAULT_DROPPED);
      task_error_release(t->error);
      memory__free(t);
    }
  }
  return any;
}
