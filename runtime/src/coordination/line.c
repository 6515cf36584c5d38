// SPDX-License-Identifier: MIT
// Waiting in line, cancellable.
#include "coordination/line.h"

#include <stddef.h>
#include <taskrt/error.h>

#include "coordination/biased.h"
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

// The lock is held.
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

static struct biased_lock *biased_lock_of(struct task_waiter *wait) {
  return (struct biased_lock *)(void *)wait->lock; // its first member
}

void line__unlock(struct task_waiter *wait) {
  if (wait->biased)
    biased__give(biased_lock_of(wait));
  else
    lock__give(wait->lock);
}

bool line__withdraw(struct task_waiter *wait) {
  if (wait->biased)
    biased__take(biased_lock_of(wait));
  else
    lock__take(wait->lock);
  bool waits = wait->queue != NULL;
  if (waits)
    line__leave(wait);
  line__unlock(wait);
  return waits;
}

void line__cancelled(struct cancel_link *registration, int status) {
  struct task_waiter *wait =
      (struct task_waiter *)(void *)((char *)registration -
                                     offsetof(struct task_waiter, registration));
  if (line__withdraw(wait))
    line__wake(wait, status);
}

static void give_up(struct wait *what) {
  struct task_waiter *wait =
      (struct task_waiter *)(void *)((char *)what - offsetof(struct task_waiter, wait));
  if (line__withdraw(wait))
    line__wake(wait, TASK_EABANDONED);
}

void line__append(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue) {
  wait->lock = lock;
  wait->self = wait->woken ? NULL : scheduler__current();
  wait->wait.give_up = give_up;
  if (wait->self)
    coroutine__waits(wait->self, &wait->wait);
  wait->who = line__who();
  append(queue, wait);
}

void line__enter(struct task_waiter *wait, unsigned *lock, struct task_waiters *queue) {
  line__append(wait, lock, queue);
  line__unlock(wait);
}

void line__park(struct task_waiter *wait) {
  while (!parker__park(&wait->parker, CLOCK_NEVER)) {
  }
}

void line__give_up(struct task_waiter *wait) {
  if (!line__withdraw(wait))
    line__sleep(wait);
}

int line__register(struct task_waiter *wait, cancel_token token) {
  int status = registration__add(token, &wait->registration, line__cancelled);
  return status != 0 && line__withdraw(wait) ? status : 0;
}

struct task_waiter *line__choose_all(struct task_waiters *queue) {
  struct task_waiter *first = queue->first;
  for (struct task_waiter *wait = first; wait; wait = wait->next)
    wait->queue = NULL;
  queue->first = queue->last = NULL;
  return first;
}

int line__failed(int status) {
  error__note(NULL);
  return status;
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
