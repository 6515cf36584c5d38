// SPDX-License-Identifier: MIT
// The first of several tasks: a completion object that looks at the tasks and takes none of them.
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <taskrt/combine.h>

#include "check/check.h"
#include "task_object.h"

struct when_any;

// Keeps its task and the combination alive until both its wake-up and the decision are through with
// it, or the wake-up was taken back.
struct candidate {
  struct waiter waiter;
  struct when_any *any;
  task *t;            // NULL if not attached
  atomic_bool passed; // by the first of the two
};

// Values of `winner` that are no index.
#define SETTING_UP (SIZE_MAX)
#define UNDECIDED (SIZE_MAX - 1)

struct when_any {
  struct task base;
  atomic_size_t winner;
  size_t count;
  struct candidate candidates[];
};

static void drop(struct candidate *candidate) {
  struct when_any *any = candidate->any;
  task__release(candidate->t);
  task__release(&any->base);
}

static void pass(struct candidate *candidate) {
  if (atomic_exchange(&candidate->passed, true))
    drop(candidate);
}

static void complete(struct when_any *any, size_t winner) {
  task__reference(&any->base); // the loop may drop all others
  for (size_t i = 0; i < any->count; i++) {
    struct candidate *candidate = &any->candidates[i];
    if (!candidate->t)
      continue;
    if (task__unattach(candidate->t, &candidate->waiter))
      drop(candidate);
    else
      pass(candidate);
  }
  *(size_t *)task__result(&any->base) = winner;
  task__complete(&any->base, 0);
  task__release(&any->base);
}

static void candidate_over(struct waiter *waiter, task *t) {
  (void)t;
  struct candidate *candidate = (struct candidate *)(void *)waiter;
  struct when_any *any = candidate->any;
  size_t index = (size_t)(candidate - any->candidates);
  size_t winner = SETTING_UP; // then the constructor completes
  if (!atomic_compare_exchange_strong(&any->winner, &winner, index) && winner == UNDECIDED &&
      atomic_compare_exchange_strong(&any->winner, &winner, index))
    complete(any, index);
  pass(candidate);
}

// Returns false when `t` is over.
static bool attach(struct when_any *any, task *t, size_t index) {
  if (!t)
    return false;
  struct candidate *candidate = &any->candidates[index];
  candidate->waiter.wake = candidate_over;
  candidate->any = any;
  candidate->t = t;
  task__reference(t);
  task__reference(&any->base);
  if (task__attach(t, &candidate->waiter))
    return true;
  drop(candidate);
  candidate->t = NULL;
  return false;
}

static void attach_each(struct when_any *any, task *const *tasks) {
  size_t winner = SETTING_UP;
  for (size_t i = 0; i < any->count && atomic_load(&any->winner) == SETTING_UP; i++)
    if (!attach(any, tasks[i], i))
      (void)atomic_compare_exchange_strong(&any->winner, &winner, i);
  winner = SETTING_UP;
  if (!atomic_compare_exchange_strong(&any->winner, &winner, UNDECIDED))
    complete(any, winner);
}

task *task_when_any(task *const *tasks, size_t count) {
  if (!CHECK_CALL(task_when_any, CHECK_ARG(tasks), CHECK_ARG(count)))
    return NULL;
  size_t size;
  if (__builtin_mul_overflow(count, sizeof(struct candidate), &size) ||
      __builtin_add_overflow(size, sizeof(struct when_any), &size))
    return NULL;
  struct when_any *any = task__create(size, sizeof(size_t), NULL, __builtin_return_address(0));
  if (!any)
    return NULL;
  task__uncount(&any->base); // it ends when one of its tasks does
  atomic_init(&any->winner, SETTING_UP);
  any->count = count;
  if (count == 0)
    task__complete(&any->base, TASK_EINVAL);
  else
    attach_each(any, tasks);
  CHECK_GIVEN(task_when_any, NULL, &any->base, 0);
  return &any->base;
}
