// SPDX-License-Identifier: MIT
// The combination of several tasks into one: a completion object with one waiter an element.
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <taskrt/task.h>

#include "task_object.h"

struct when_all;

struct element {
  struct waiter waiter;
  struct when_all *all;
  size_t offset; // of its result in the result of all
  int status;
};

struct when_all {
  struct task base;
  atomic_size_t remaining; // elements under way, and one while they are being attached
  size_t count;
  struct element elements[];
};

static int first_error(const struct when_all *all) {
  for (size_t i = 0; i < all->count; i++)
    if (all->elements[i].status != 0)
      return all->elements[i].status;
  return 0;
}

static void one_less(struct when_all *all) {
  if (atomic_fetch_sub(&all->remaining, 1) == 1)
    task__complete(&all->base, first_error(all));
}

static void element_over(struct waiter *waiter, task *t) {
  struct element *element = (struct element *)(void *)waiter;
  struct when_all *all = element->all;
  char *result = all->base.result;
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
    task_fn body = tasks[i] ? tasks[i]->body : NULL;
    const void *started_at = tasks[i] ? tasks[i]->started_at : NULL;
    int status = task_await(tasks[i], NULL);
    if (body || started_at)
      task__report_unobserved(status, body, started_at);
  }
}

static void attach(struct when_all *all, task *t, size_t index, size_t offset) {
  struct element *element = &all->elements[index];
  *element = (struct element){.waiter = {element_over}, .all = all, .offset = offset};
  if (!t) {
    element->status = TASK_ENOMEM;
    one_less(all);
  } else if (!task__attach(t, &element->waiter)) {
    element_over(&element->waiter, t);
  }
}

task *task_when_all(task **tasks, size_t count) {
  size_t size, results;
  struct when_all *all = NULL;
  if (sizes(tasks, count, &size, &results))
    all = task__create(size, results, NULL, __builtin_return_address(0));
  if (!all) {
    await_each(tasks, count);
    return NULL;
  }
  atomic_init(&all->remaining, count + 1);
  all->count = count;
  size_t offset = 0;
  for (size_t i = 0; i < count; i++) {
    size_t result_size = tasks[i] ? tasks[i]->result_size : 0;
    attach(all, tasks[i], i, offset);
    offset += result_size;
  }
  one_less(all);
  return &all->base;
}
