// SPDX-License-Identifier: MIT
// Task objects: creation, completion, consumption, and the register of those that live.
//
// Memory order: all atomics here are sequentially consistent. `waiter` needs release and acquire:
// the side that comes second, by exchange or failed comparison, reads what the other one wrote
// before (status and result, or the waiter). `under_way` needs the same, so that whoever sees 0
// sees all that was done before.
#include "task_object.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "runtime.h"
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

static struct waiter done_mark;

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

static void free_task(task *t) {
  struct stripe *stripe = stripe_of(t);
  pthread_mutex_lock(&stripe->lock);
  if (t->next)
    t->next->previous = t->previous;
  if (t->previous)
    t->previous->next = t->next;
  else
    stripe->head = t->next;
  pthread_mutex_unlock(&stripe->lock);
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
  atomic_init(&t->waiter, NULL);
  t->result_size = result_size;
  t->result = result_size ? (char *)t + offset : NULL;
  t->body = body;
  t->started_at = started_at;
  atomic_fetch_add(&under_way, 1);
  enlist(t);
  return t;
}

void task__complete(task *t, int status) {
  t->status = status;
  struct waiter *waiter = atomic_exchange(&t->waiter, &done_mark);
  if (waiter)
    waiter->wake(waiter, t);
  one_less_under_way();
}

bool task__attach(task *t, struct waiter *waiter) {
  struct waiter *expected = NULL;
  return atomic_compare_exchange_strong(&t->waiter, &expected, waiter);
}

int task__consume(task *t, void *result) {
  int status = t->status;
  if (status == 0 && result && t->result_size)
    memcpy(result, t->result, t->result_size);
  free_task(t);
  return status;
}

void task__discard(task *t) {
  free_task(t);
  one_less_under_way();
}

bool task_is_done(const task *t) {
  return !t || atomic_load(&t->waiter) == &done_mark;
}

void task__wait_for_all(void) {
  pthread_mutex_lock(&over_lock);
  while (atomic_load(&under_way) != 0)
    pthread_cond_wait(&over, &over_lock);
  pthread_mutex_unlock(&over_lock);
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
      task__report_unobserved(t->status, t->body, t->started_at);
      memory__free(t);
    }
  }
  return any;
}
