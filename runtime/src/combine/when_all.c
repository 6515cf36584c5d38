// SPDX-License-Identifier: MIT
// The combination of several tasks into one: a completion object with one waiter an element.
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <taskrt/task.h>

#include "check/check.h"
#include "error_object.h"
#include "system/memory.h"
#include "task_object.h"

struct when_all;

struct element {
  struct waiter waiter;
  struct when_all *all;
  size_t offset; // of its result in the result of all
  const task_error *error;
  const char *place; // of the task, for an error that says no more than a status
  int status;
};

struct when_all {
  struct task base;
  atomic_size_t remaining; // elements under way, and one while they are being attached
  size_t count;
  struct element elements[];
};

static const struct element *first_failure(const struct when_all *all) {
  for (size_t i = 0; i < all->count; i++)
    if (all->elements[i].status != 0)
      return &all->elements[i];
  return NULL;
}

// The error of a failed element; one is made where the task gave only a status. NULL when out of
// memory.
static const task_error *error_of(const struct element *element) {
  if (element->error)
    return task_error_ref(element->error);
  return error__create(element->status, task_strerror(element->status), element->place, NULL, NULL,
                       0);
}

// One error that leads to those of all failed elements; without memory for it the first one.
static const task_error *aggregate(const struct when_all *all, size_t failures) {
  const struct element *first = first_failure(all);
  const task_error **parts = memory__allocate(failures * sizeof *parts);
  if (!parts)
    return task_error_ref(first->error);
  size_t count = 0;
  for (size_t i = 0; i < all->count; i++)
    if (all->elements[i].status != 0)
      parts[count++] = error_of(&all->elements[i]);
  char message[64];
  snprintf(message, sizeof message, "%zu of %zu tasks failed", failures, all->count);
  const task_error *error =
      error__create(first->status, message, task__place(&all->base), NULL, parts, count);
  for (size_t i = 0; i < count; i++)
    task_error_release(parts[i]);
  memory__free((void *)parts);
  return error ? error : task_error_ref(first->error);
}

static void complete(struct when_all *all) {
  size_t failures = 0;
  for (size_t i = 0; i < all->count; i++)
    failures += all->elements[i].status != 0;
  const struct element *first = failures ? first_failure(all) : NULL;
  if (failures == 1)
    all->base.error = task_error_ref(first->error);
  else if (failures > 1)
    all->base.error = aggregate(all, failures);
  for (size_t i = 0; failures && i < all->count; i++)
    task_error_release(all->elements[i].error);
  task__complete(&all->base, first ? first->status : 0);
}

static void one_less(struct when_all *all) {
  if (atomic_fetch_sub(&all->remaining, 1) == 1)
    complete(all);
}

static void element_over(struct waiter *waiter, task *t) {
  struct element *element = (struct element *)(void *)waiter;
  struct when_all *all = element->all;
  char *result = task__result(&all->base);
  element->error = t->status ? task_error_ref(t->error) : NULL;
  element->place = task__place(t);
  element->status = task__consume(t, result ? result + element->offset : NULL);
  one_less(all);
}

// Adds up the sizes of the results. Returns false when they are more than memory can hold.
static bool sizes(task **tasks, size_t count, size_t *object, size_t *results) {
  *results = 0;
  for (size_t i = 0; i < count; i++)
    if (tasks[i] && __builtin_add_overflow(*results, tasks[i]->result_size, results))
      return false;
  return !__builtin_mul_overflow(count, sizeof(struct element), object) &&
         !__builtin_add_overflow(*object, sizeof(struct when_all), object);
}

// Without memory for the combination: nothing the tasks use may go away before they are over.
static void await_each(task **tasks, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!tasks[i])
      continue;
    task__reference(tasks[i]);
    (void)!task__await(tasks[i], NULL);
    task__report_unobserved(tasks[i]);
    task__release(tasks[i]);
  }
}

static void attach(struct when_all *all, task *t, size_t index, size_t offset) {
  struct element *element = &all->elements[index];
  *element = (struct element){
      .waiter = {.wake = element_over, .owner = &all->base}, .all = all, .offset = offset};
  if (!t) {
    element->status = TASK_ENOMEM;
    one_less(all);
  } else if (!task__attach(t, &element->waiter)) {
    element_over(&element->waiter, t);
  }
}

task *task_when_all(task **tasks, size_t count) {
  if (!CHECK_CALL(task_when_all, CHECK_ARG(tasks), CHECK_ARG(count)))
    return NULL;
  size_t size, results;
  struct when_all *all = NULL;
  if (sizes(tasks, count, &size, &results))
    all = task__create(size, results, NULL, __builtin_return_address(0));
  if (!all) {
    await_each(tasks, count);
    return NULL;
  }
  task__uncount(&all->base); // it ends when its elements do
  atomic_init(&all->remaining, count + 1);
  all->count = count;
  size_t offset = 0;
  for (size_t i = 0; i < count; i++) {
    size_t result_size = tasks[i] ? tasks[i]->result_size : 0;
    attach(all, tasks[i], i, offset);
    offset += result_size;
  }
  one_less(all);
  CHECK_GIVEN(task_when_all, NULL, &all->base, 0);
  return &all->base;
}
