// SPDX-License-Identifier: MIT
// Waiting in line, cancellable.
#include "coordination/line.h"

#include <stddef.h>
#include <taskrt/error.h>

#include "error_object.h"
#include "runtime.h"
#include "scheduler.h"
#include "scheduler/seeded.h"

static _Thread_local unsigned steps; // its address stands for the thread, too

// Never inlined: a compiler may keep the address of a thread-local across a switch.
__attribute__((noinline)) static unsigned *this_thread(void) {
  __asm__ volatile("");
  return &steps;
}

const void *line__who(void) {
  const void *running = scheduler__current_task(); // also one without a stack
  return running ? running : this_thread();
}

// The lock is held in the two functions below.
static void append(struct task_waiters *queue, struct task_waiter *wait) {
  wait->queue = queue;
  wait->next = NULL;
  wait->previous = queue->last;
  if (queue->last)
    queue->last->next = wait;
  else
    queue->first = wait;
  queue->last = wait;
}

static void leave(struct task_waiter *wait) {
  struct task_waiters *queue = wait->queue;
  if (wait->next)
    wait->next->previous = wait->previous;
  else
    queue->last = wait->previous;
  if (wait->previous)
    wait->previous->next = wait->next;
  else
    queue->first = wait->next;
  wait->queue = NULL;
}

// Returns false when it was chosen.
static bool withdraw(struct task_waiter *wait) {
  lock__take(wait->lock);
  bool waits = wait->queue != NULL;
  if (waits)
    leave(wait);
  lock__give(wait->lock);
  return waits;
}

static void cancelled(struct cancel_link *registration, int status) {
  struct task_waiter *wait =
      (struct task_waiter *)(void *)((char *)registration -
                                     offsetof(struct task_waiter, registration));
  if (withdraw(wait))
    line__wake(wait, status);
}

static void give_up(struct wait *what) {
  struct task_waiter *wait =
      (struct task_waiter *)(void *)((char *)what - offsetof(struct task_waiter, wait));
  if (withdraw(wait))
    line__wake(wait, TASK_EABANDONED);
}

void line__append(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue) {
  wait->lock = lock;
  wait->self = wait->woken ? NULL : scheduler__current();
  wait->wait.give_up = give_up;
  if (wait->self)
    wait->self->wait = &wait->wait;
  wait->who = line__who();
  append(queue, wait);
}

void line__enter(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue) {
  line__append(wait, lock, queue);
  lock__give(lock);
}

static void sleep_until_woken(struct task_waiter *wait) {
  if (wait->self) {
    scheduler__suspend();
    return;
  }
  while (!parker__park(&wait->parker, CLOCK_NEVER)) {
  }
}

void line__give_up(struct task_waiter *wait) {
  if (!withdraw(wait))
    sleep_until_woken(wait);
}

int line__register(struct task_waiter *wait, cancel_token token) {
  int status = registration__add(token, &wait->registration, cancelled);
  return status != 0 && withdraw(wait) ? status : 0;
}

int line__finish(struct task_waiter *wait, cancel_token token) {
  // A deadline wakes a thread through the runtime's timers.
  int status = token.source && !wait->self ? runtime__ensure() : 0;
  seeded__point();
  if (status == 0)
    status = registration__add(token, &wait->registration, cancelled);
  if (status == 0 || !withdraw(wait)) {
    seeded__point();
    sleep_until_woken(wait);
    seeded__point();
    registration__remove(&wait->registration);
    status = wait->status;
  }
  if (status != 0)
    error__note(NULL); // this failure is no more than a status
  return status;
}

int line__in(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue,
             cancel_token token) {
  line__enter(wait, lock, queue);
  return line__finish(wait, token);
}

struct task_waiter *line__choose(struct task_waiters *queue) {
  struct task_waiter *wait = queue->first;
  if (wait)
    leave(wait);
  return wait;
}

struct task_waiter *line__choose_all(struct task_waiters *queue) {
  struct task_waiter *first = queue->first;
  for (struct task_waiter *wait = first; wait; wait = wait->next)
    wait->queue = NULL;
  queue->first = queue->last = NULL;
  return first;
}

void line__wake(struct task_waiter *wait, int status) {
  seeded__point();
  wait->status = status;
  if (wait->self)
    scheduler__resume(wait->self);
  else if (wait->woken)
    wait->woken(wait);
  else
    parker__wake(&wait->parker);
}

void line__wake_all(struct task_waiter *first, int status) {
  for (struct task_waiter *wait = first, *next; wait; wait = next) {
    next = wait->next;
    line__wake(wait, status);
  }
}
