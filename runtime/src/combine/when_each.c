// SPDX-License-Identifier: MIT
// Several tasks in the order in which they end. The object looks at the tasks and takes none.
#include <pthread.h>
#include <stddef.h>
#include <taskrt/combine.h>

#include "check/check.h"
#include "error_object.h"
#include "pause.h"
#include "runtime.h"
#include "system/memory.h"
#include "system/park.h"
#include "task_object.h"

struct entry {
  struct waiter waiter;
  task_each *each;
  task *t;            // referenced while `attached`
  struct entry *next; // among those that are over
  bool attached;      // its wake-up is still to come
};

struct task_each {
  pthread_mutex_t lock; // guards everything below
  struct entry *head, *tail;
  struct pause *waiting; // the consumer, NULL if it does not wait
  struct pause *closing; // task_each_destroy(), waiting for the last wake-up
  size_t attached;
  size_t left; // entries that have not been handed out
  size_t count;
  struct entry entries[];
};

static void append(task_each *each, struct entry *entry) {
  entry->next = NULL;
  if (each->head)
    each->tail->next = entry;
  else
    each->head = entry;
  each->tail = entry;
}

static void entry_over(struct waiter *waiter, task *t) {
  struct entry *entry = (struct entry *)(void *)waiter;
  task_each *each = entry->each;
  pthread_mutex_lock(&each->lock);
  append(each, entry);
  entry->attached = false;
  each->attached--;
  struct pause *wake = each->waiting;
  each->waiting = NULL;
  if (!wake && each->attached == 0) {
    wake = each->closing;
    each->closing = NULL;
  }
  // Under the lock: the waiter takes it before it goes away.
  if (wake)
    pause__wake(wake);
  pthread_mutex_unlock(&each->lock);
  task__release(t);
}

static void attach(task_each *each, task *t, size_t index) {
  struct entry *entry = &each->entries[index];
  *entry = (struct entry){.waiter = {.wake = entry_over}, .each = each, .t = t};
  if (t) {
    task__reference(t);
    pthread_mutex_lock(&each->lock);
    entry->attached = true;
    each->attached++;
    pthread_mutex_unlock(&each->lock);
    if (task__attach(t, &entry->waiter))
      return;
    task__release(t);
  }
  pthread_mutex_lock(&each->lock);
  each->attached -= entry->attached;
  entry->attached = false;
  append(each, entry);
  pthread_mutex_unlock(&each->lock);
}

task_each *task_when_each(task *const *tasks, size_t count) {
  if (!CHECK_CALL(task_when_each, CHECK_ARG(tasks), CHECK_ARG(count)))
    return NULL;
  size_t size;
  if (__builtin_mul_overflow(count, sizeof(struct entry), &size) ||
      __builtin_add_overflow(size, sizeof(task_each), &size) || runtime__ensure() != 0)
    return NULL;
  task_each *each = memory__allocate(size);
  if (!each)
    return NULL;
  pthread_mutex_init(&each->lock, NULL);
  each->left = each->count = count;
  for (size_t i = 0; i < count; i++)
    attach(each, tasks[i], i);
  CHECK_GIVEN(task_when_each, NULL, each, 0);
  return each;
}

// `each->lock` is held.
static size_t take(task_each *each) {
  struct entry *entry = each->head;
  each->head = entry->next;
  each->left--;
  return (size_t)(entry - each->entries);
}

// Waits for the next entry; `each->lock` is held, and held again afterwards.
static int wait_for_one(task_each *each, cancel_token token) {
  struct pause pause;
  pause__begin(&pause, "one of several tasks");
  each->waiting = &pause;
  pthread_mutex_unlock(&each->lock);
  int status = pause__for(&pause, CLOCK_NEVER, token);
  pthread_mutex_lock(&each->lock);
  if (each->waiting == &pause) // else the wake-up is over: it is given under the lock
    each->waiting = NULL;
  return each->head ? 0 : status;
}

int task_each_next(task_each *each, cancel_token token, size_t *index) {
  if (!CHECK_CALL(task_each_next, CHECK_ARG(each)))
    return TASK_EINVAL;
  int status = each ? cancel_check(token) : TASK_ENOMEM;
  if (status != 0) {
    error__note(NULL);
    return status;
  }
  pthread_mutex_lock(&each->lock);
  if (each->left == 0)
    status = TASK_ECLOSED;
  while (status == 0 && !each->head)
    status = wait_for_one(each, token);
  if (status == 0)
    *index = take(each);
  pthread_mutex_unlock(&each->lock);
  if (status != 0)
    error__note(NULL);
  return status;
}

// Takes back what can be taken back. `each->lock` is not held, for taking back waits for the lists
// of tasks.
static void leave(task_each *each) {
  for (size_t i = 0; i < each->count; i++) {
    struct entry *entry = &each->entries[i];
    pthread_mutex_lock(&each->lock);
    bool attached = entry->attached;
    if (attached)
      task__reference(entry->t); // its wake-up may release the other one meanwhile
    pthread_mutex_unlock(&each->lock);
    if (!attached)
      continue;
    if (task__unattach(entry->t, &entry->waiter)) {
      pthread_mutex_lock(&each->lock);
      entry->attached = false;
      each->attached--;
      pthread_mutex_unlock(&each->lock);
      task__release(entry->t);
    }
    task__release(entry->t);
  }
}

void task_each_destroy(task_each *each) {
  if (!CHECK_CALL(task_each_destroy, CHECK_ARG(each)))
    return;
  if (!each)
    return;
  leave(each);
  struct pause pause;
  pause__begin(&pause, NULL);
  pthread_mutex_lock(&each->lock);
  bool busy = each->attached > 0; // wake-ups that are about to come
  if (busy)
    each->closing = &pause;
  pthread_mutex_unlock(&each->lock);
  if (busy)
    (void)pause__for(&pause, CLOCK_NEVER, CANCEL_NONE);
  pthread_mutex_lock(&each->lock); // the last wake-up has given it up
  pthread_mutex_unlock(&each->lock);
  pthread_mutex_destroy(&each->lock);
  memory__free(each);
}
