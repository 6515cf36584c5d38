// SPDX-License-Identifier: MIT
// Guests: workers on threads of the program, which run what is submitted to them while served.
#include <stddef.h>

#include "scheduler/workers.h"
#include "system/memory.h"

struct guest {
  struct worker worker;
  void (*call)(void *user);
  void *user;
  pthread_cond_t called; // `calling` has become 0
  unsigned calling;      // calls under way; guarded by the worker's lock, like `asked`
  bool asked;            // it was called, or is being served
};

// Has the guest look at its queue. Its lock is held, and given up.
static void rouse(struct guest *guest) {
  struct worker *worker = &guest->worker;
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

void guest__submit(struct guest *guest, struct coroutine *coroutine) {
  pthread_mutex_lock(&guest->worker.lock);
  queue__push(&guest->worker.resumed, coroutine);
  rouse(guest);
}

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
  struct worker *worker = worker__this();
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

void scheduler__serve(struct worker *worker) {
  struct worker *outer = worker__this();
  // In a task of another worker, what runs here goes back to that task when it suspends.
  worker->current = outer ? outer->current : NULL;
  if (!worker->current)
    context__of_thread(&worker->context);
  overflow__enter_thread(&worker->overflow);
  worker__set_this(worker);
  for (size_t left = length(worker); left > 0; left--) {
    pthread_mutex_lock(&worker->lock);
    struct coroutine *coroutine = queue__pop(&worker->resumed);
    pthread_mutex_unlock(&worker->lock);
    worker__go_on(worker, coroutine);
  }
  worker__set_this(outer);
  overflow__leave_thread(&worker->overflow);
  worker->current = NULL;
  pthread_mutex_lock(&worker->lock);
  worker->guest->asked = false;
  if (worker->resumed.head)
    rouse(worker->guest);
  else
    pthread_mutex_unlock(&worker->lock);
}
