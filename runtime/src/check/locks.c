// SPDX-License-Identifier: MIT
// Locks that are held: of tasks, which end with the task at the latest, and of threads, which must
// not be held while the task suspends.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/frames.h"
#include "check/records.h"
#include "scheduler.h"
#include "task_object.h"

struct held {
  struct held *next;
  uintptr_t lock;
  const void *who; // the task, or a thread's own address
  const char *call;
  struct place place;
  bool of_tasks, told;
};

static struct {
  pthread_mutex_t lock;
  struct held *first;
} locks = {.lock = PTHREAD_MUTEX_INITIALIZER};

static _Thread_local char thread_itself;

__attribute__((noinline)) static const void *this_thread(void) {
  __asm__ volatile("");
  return &thread_itself;
}

static const void *who(void) {
  const void *running = scheduler__current_task();
  return running ? running : this_thread();
}

void records__acquire(uintptr_t lock, const char *call, struct place place, bool of_tasks) {
  struct held *held = malloc(sizeof *held);
  if (!held)
    return;
  *held =
      (struct held){.lock = lock, .who = who(), .call = call, .place = place, .of_tasks = of_tasks};
  pthread_mutex_lock(&locks.lock);
  held->next = locks.first;
  locks.first = held;
  pthread_mutex_unlock(&locks.lock);
}

// Its own if there is one: a permit may be given back by somebody else.
static struct held **find(uintptr_t lock, const void *owner) {
  struct held **any = NULL;
  for (struct held **link = &locks.first; *link; link = &(*link)->next) {
    if ((*link)->lock != lock)
      continue;
    if ((*link)->who == owner)
      return link;
    any = link;
  }
  return any;
}

void records__release(uintptr_t lock) {
  pthread_mutex_lock(&locks.lock);
  struct held **link = find(lock, who()), *held = link ? *link : NULL;
  if (held)
    *link = held->next;
  pthread_mutex_unlock(&locks.lock);
  free(held);
}

void records__suspends(const char *call, const void *place) {
  const void *self = who();
  struct held copy;
  bool any = false;
  pthread_mutex_lock(&locks.lock);
  for (struct held *held = locks.first; held && !any; held = held->next)
    if (held->who == self && !held->of_tasks && !held->told) {
      any = held->told = true;
      copy = *held;
    }
  pthread_mutex_unlock(&locks.lock);
  if (!any)
    return;
  struct finding finding = {.rule = RULE_lock_across_await, .place = {.address = place}};
  snprintf(finding.message, sizeof finding.message,
           "`%s` may suspend while a lock of threads is held", call);
  finding__note(&finding, copy.place, "the lock was taken here");
  finding__tell(&finding);
}

// Takes out one that `t` holds. Permits may be somebody else's to give back.
static struct held *take_of(const struct task *t) {
  pthread_mutex_lock(&locks.lock);
  struct held **link = &locks.first;
  while (*link && ((*link)->who != t || strstr((*link)->call, "semaphore")))
    link = &(*link)->next;
  struct held *held = *link;
  if (held)
    *link = held->next;
  pthread_mutex_unlock(&locks.lock);
  return held;
}

void locks__task_ends(const struct task *t) {
  struct held *held;
  while ((held = take_of(t))) {
    struct finding finding = {.rule = RULE_leaked_lock, .place = held->place, .name = t->name};
    snprintf(finding.message, sizeof finding.message,
             "the lock taken here by `%s` is still held when the task ends", held->call);
    finding__note(&finding, (struct place){.text = task__place(t), .address = task__started_at(t)},
                  "the task was started here");
    finding__tell(&finding);
    free(held);
  }
}
