// SPDX-License-Identifier: MIT
// Cancellation sources. A deadline is part of the source: checking a token compares the clock, and
// a timer is armed only while something waits on the source.
#include <taskrt/cancel.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <taskrt/error.h>

#include "check/check.h"
#include "registration.h"
#include "runtime.h"
#include "scheduler.h"
#include "scheduler/seeded.h"
#include "system/memory.h"
#include "system/park.h"
#include "timer.h"

// Memory order: sequentially consistent, except where a comment says why less is enough.
//
// References: one of the owner, one of each linked child, one of an armed timer, one of a running
// cancellation.
struct cancel_source {
  atomic_uint references;
  atomic_int status;          // 0, then the first reason
  _Atomic(uint64_t) deadline; // CLOCK_NEVER without one
  atomic_bool destroyed;      // by its owner; children may keep it alive
  cancel_source *parent;      // referenced; NULL if not linked
  struct cancel_link upwards; // with the parent
  pthread_mutex_t lock;       // guards everything below and the change of `status`
  pthread_cond_t ran;         // `running` has changed
  struct cancel_link *first;
  struct cancel_link *running; // the one whose function runs now
  pthread_t runner;
  struct timer timer;
  bool armed; // the timer is in a heap, or its function is about to run
};

static void acquire(cancel_source *source) {
  atomic_fetch_add(&source->references, 1);
}

static void release(cancel_source *source) {
  while (source && atomic_fetch_sub(&source->references, 1) == 1) {
    cancel_source *parent = source->parent;
    pthread_cond_destroy(&source->ran);
    pthread_mutex_destroy(&source->lock);
    memory__free(source);
    source = parent;
  }
}

// `source->lock` is held; it is given up while the function runs.
static void run_first(cancel_source *source, int why) {
  struct cancel_link *registration = source->first;
  source->first = registration->next;
  if (source->first)
    source->first->previous = NULL;
  registration->linked = false;
  source->running = registration;
  source->runner = pthread_self();
  pthread_mutex_unlock(&source->lock);
  seeded__hold();
  registration->run(registration, why); // from here on only its address is used
  seeded__let();
  pthread_mutex_lock(&source->lock);
  source->running = NULL;
  pthread_cond_broadcast(&source->ran);
}

// Sets the reason unless there is one already, and returns the one that holds. `source->lock` is
// held.
static int settle(cancel_source *source, int why) {
  int status = atomic_load(&source->status);
  if (status != 0)
    return status;
  atomic_store(&source->status, why);
  return why;
}

// Sets the reason and runs what is registered, unless another call does that already.
static void cancel(cancel_source *source, int why) {
  acquire(source);
  pthread_mutex_lock(&source->lock);
  int status = settle(source, why);
  if (!source->running)
    while (source->first)
      run_first(source, status);
  pthread_mutex_unlock(&source->lock);
  release(source);
}

static void deadline_fires(struct timer *timer);

// Makes the timer agree with the deadline. `source->lock` is held.
static void arm(cancel_source *source) {
  if (source->armed) {
    if (!timer__remove(&source->timer))
      return; // its function is about to run and arms again
    source->armed = false;
    atomic_fetch_sub(&source->references, 1); // never the last: the caller has one
  }
  // A check may have noted the deadline already; what waits is woken by the timer all the same.
  uint64_t deadline = atomic_load(&source->deadline);
  if (deadline == CLOCK_NEVER || !source->first)
    return;
  if (scheduler__start_timer(&source->timer, deadline, deadline_fires)) {
    source->armed = true;
    acquire(source);
  }
}

static void deadline_fires(struct timer *timer) {
  cancel_source *source =
      (cancel_source *)(void *)((char *)timer - offsetof(struct cancel_source, timer));
  pthread_mutex_lock(&source->lock);
  source->armed = false;
  bool due = atomic_load(&source->deadline) <= clock__now();
  if (!due)
    arm(source);
  pthread_mutex_unlock(&source->lock);
  if (due)
    cancel(source, TASK_ETIMEDOUT);
  release(source);
}

cancel_source *source__create(void) {
  cancel_source *source = memory__allocate(sizeof *source);
  if (!source)
    return NULL;
  atomic_init(&source->references, 1);
  atomic_init(&source->status, 0);
  atomic_init(&source->deadline, CLOCK_NEVER);
  pthread_mutex_init(&source->lock, NULL);
  pthread_cond_init(&source->ran, NULL);
  return source;
}

static void parent_cancelled(struct cancel_link *registration, int status) {
  cancel((cancel_source *)(void *)((char *)registration - offsetof(struct cancel_source, upwards)),
         status);
}

cancel_source *source__create_linked(cancel_token parent) {
  cancel_source *source = source__create();
  if (!source || !parent.source)
    return source;
  acquire(parent.source);
  source->parent = parent.source;
  int status = registration__add(parent, &source->upwards, parent_cancelled);
  if (status != 0)
    atomic_store(&source->status, status);
  return source;
}

cancel_source *cancel_source_create(void) {
  cancel_source *source = source__create();
  CHECK_GIVEN(cancel_source_create, NULL, source, 0);
  return source;
}

cancel_source *cancel_source_create_linked(cancel_token parent) {
  cancel_source *source = source__create_linked(parent);
  CHECK_GIVEN(cancel_source_create_linked, NULL, source, 0);
  return source;
}

// True if more than linked sources wants to be told of the cancellation.
static bool is_waited_for(cancel_source *source) {
  pthread_mutex_lock(&source->lock);
  const struct cancel_link *registration = source->first;
  while (registration && registration->run == parent_cancelled)
    registration = registration->next;
  pthread_mutex_unlock(&source->lock);
  return registration != NULL;
}

void cancel_source_destroy(cancel_source *source) {
  if (!CHECK_CALL(cancel_source_destroy, CHECK_ARG(source)))
    return;
  if (source && check__on() &&
      check__source_in_use(source, is_waited_for(source), __builtin_return_address(0)))
    acquire(source); // for ever: somebody has its token
  source__destroy(source);
}

void cancel_scope_end(cancel_source **source) {
  if (CHECK_CALL(cancel_scope_end, CHECK_ARG(source)))
    cancel_source_destroy(*source);
}

void source__destroy(cancel_source *source) {
  if (!source)
    return;
  registration__remove(&source->upwards);
  atomic_store(&source->destroyed, true);
  pthread_mutex_lock(&source->lock);
  atomic_store(&source->deadline, CLOCK_NEVER);
  arm(source);
  pthread_mutex_unlock(&source->lock);
  release(source);
}

void cancel_source_cancel_after(cancel_source *source, uint64_t milliseconds) {
  if (!CHECK_CALL(cancel_source_cancel_after, CHECK_ARG(source)))
    return;
  if (milliseconds == 0) {
    cancel(source, TASK_ETIMEDOUT);
    return;
  }
  pthread_mutex_lock(&source->lock);
  if (atomic_load(&source->status) == 0) {
    atomic_store(&source->deadline, clock__after(milliseconds));
    arm(source);
  }
  pthread_mutex_unlock(&source->lock);
}

void cancel_request(cancel_source *source) {
  if (!CHECK_CALL(cancel_request, CHECK_ARG(source)))
    return;
  cancel(source, TASK_ECANCELED);
}

cancel_token cancel_source_token(cancel_source *source) {
  if (!CHECK_CALL(cancel_source_token, CHECK_ARG(source)))
    return CANCEL_NONE;
  return (cancel_token){source};
}

// Notes that the deadline has passed, if it still has: it may have been put off meanwhile. Runs
// nothing, for a check may stand anywhere, under the caller's locks too; the timer does the rest.
static int expire(cancel_source *source) {
  pthread_mutex_lock(&source->lock);
  int status = atomic_load(&source->status);
  if (atomic_load(&source->deadline) <= clock__now())
    status = settle(source, TASK_ETIMEDOUT);
  pthread_mutex_unlock(&source->lock);
  return status;
}

// The reason for which `source` itself is cancelled, 0 if it is not.
static int reason(cancel_source *source) {
  // Acquire: what was written before the request is seen after it. The deadline is a mere number.
  int status = atomic_load_explicit(&source->status, memory_order_acquire);
  if (status != 0)
    return status;
  uint64_t deadline = atomic_load_explicit(&source->deadline, memory_order_relaxed);
  return deadline != CLOCK_NEVER && deadline <= clock__now() ? expire(source) : 0;
}

// Cancels `source` because one above it is, and returns its reason. Nothing is run here either: the
// source's own timer wakes what waits, even if the link to the one above is cut meanwhile.
static int follow(cancel_source *source, int why) {
  pthread_mutex_lock(&source->lock);
  int status = settle(source, why);
  atomic_store(&source->deadline, 0);
  arm(source);
  pthread_mutex_unlock(&source->lock);
  return status;
}

int cancel_check(cancel_token token) {
  for (cancel_source *source = token.source; source; source = source->parent) {
    // Relaxed: a destruction that races with this check may come before or after it.
    if (atomic_load_explicit(&source->destroyed, memory_order_relaxed))
      break; // a destroyed source passes nothing on
    int status = reason(source);
    if (status != 0)
      return source == token.source ? status : follow(token.source, status);
  }
  return 0;
}

bool cancel_requested(cancel_token token) {
  return cancel_check(token) != 0;
}

// Deadlines of `source` and of those above it wake from now on.
static void arm_upwards(cancel_source *source) {
  for (; source; source = source->parent) {
    pthread_mutex_lock(&source->lock);
    if (!source->armed)
      arm(source);
    pthread_mutex_unlock(&source->lock);
  }
}

int registration__link(cancel_source *source, struct cancel_link *registration,
                       void (*run)(struct cancel_link *, int status)) {
  pthread_mutex_lock(&source->lock);
  int status = atomic_load(&source->status);
  if (status == 0) {
    *registration =
        (struct cancel_link){.source = source, .next = source->first, .run = run, .linked = true};
    if (source->first)
      source->first->previous = registration;
    source->first = registration;
  }
  pthread_mutex_unlock(&source->lock);
  if (status == 0)
    arm_upwards(source);
  return status;
}

void registration__unlink(struct cancel_link *registration) {
  cancel_source *source = registration->source;
  pthread_mutex_lock(&source->lock);
  if (registration->linked) {
    if (registration->next)
      registration->next->previous = registration->previous;
    if (registration->previous)
      registration->previous->next = registration->next;
    else
      source->first = registration->next;
    registration->linked = false;
  } else if (!pthread_equal(source->runner, pthread_self())) {
    while (source->running == registration)
      // async-lint: allow(blocking-call) until a function that only wakes has returned
      pthread_cond_wait(&source->ran, &source->lock);
  }
  pthread_mutex_unlock(&source->lock);
}

static void tell(struct cancel_link *link, int reason) {
  cancel_registration *registration =
      (cancel_registration *)(void *)((char *)link - offsetof(cancel_registration, link));
  registration->call(reason, registration->arg); // from here on it may be gone
}

int cancel_register(cancel_token token, cancel_registration *registration,
                    void (*call)(int reason, void *arg), void *arg) {
  CHECK_LOOK(cancel_register);
  *registration = (cancel_registration){.call = call, .arg = arg};
  int status = token.source ? runtime__ensure() : 0;
  return status != 0 ? status : registration__add(token, &registration->link, tell);
}

void cancel_unregister(cancel_registration *registration) {
  CHECK_LOOK(cancel_unregister);
  registration__remove(&registration->link);
  registration->link = (struct cancel_link){0};
}
