// SPDX-License-Identifier: MIT
// Task-local values: a set makes a new list of bindings, so that whoever captured the old one keeps
// what it saw.
#include "local.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <taskrt/error.h>
#include <taskrt/local.h>

#include "scheduler.h"
#include "system/memory.h"

struct value {
  atomic_size_t references;
  void *pointer;
  void (*destroy)(void *);
};

struct binding {
  const task_local *local;
  struct value *value;
};

struct locals {
  atomic_size_t references;
  size_t count;
  struct binding bindings[];
};

// True once a value was set anywhere: tasks of other programs pay one load.
static atomic_bool used;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key; // the list of a thread outside tasks
static bool have_key;

static void release_of_thread(void *locals) {
  local__release(locals);
}

static void create_key(void) {
  have_key = pthread_key_create(&key, release_of_thread) == 0;
}

// Where the list of the running body is kept, NULL outside of tasks and offloaded bodies.
static struct locals **slot(void) {
  struct coroutine *running = (struct coroutine *)(void *)scheduler__current_task();
  return running ? &running->locals : NULL;
}

static struct locals *visible(void) {
  if (!atomic_load_explicit(&used, memory_order_acquire))
    return NULL;
  struct locals **place = slot();
  if (place)
    return *place;
  pthread_once(&once, create_key);
  return have_key ? pthread_getspecific(key) : NULL;
}

static void release_value(struct value *value) {
  if (atomic_fetch_sub(&value->references, 1) != 1)
    return;
  if (value->destroy)
    value->destroy(value->pointer);
  memory__free(value);
}

struct locals *local__capture(void) {
  struct locals *locals = visible();
  if (locals)
    atomic_fetch_add(&locals->references, 1);
  return locals;
}

void local__release(struct locals *locals) {
  if (!locals || atomic_fetch_sub(&locals->references, 1) != 1)
    return;
  for (size_t i = 0; i < locals->count; i++)
    release_value(locals->bindings[i].value);
  memory__free(locals);
}

static struct value *make_value(const task_local *local, void *pointer) {
  struct value *value = memory__allocate(sizeof *value);
  if (!value)
    return NULL;
  atomic_init(&value->references, 1);
  value->pointer = pointer;
  value->destroy = local->destroy;
  return value;
}

// The bindings of `old` but that of `local`, and room for one more.
static struct locals *copy_without(const struct locals *old, const task_local *local) {
  size_t count = old ? old->count : 0;
  struct locals *copy = memory__allocate(sizeof *copy + (count + 1) * sizeof *copy->bindings);
  if (!copy)
    return NULL;
  atomic_init(&copy->references, 1);
  for (size_t i = 0; i < count; i++) {
    if (old->bindings[i].local == local)
      continue;
    copy->bindings[copy->count++] = old->bindings[i];
    atomic_fetch_add(&old->bindings[i].value->references, 1);
  }
  return copy;
}

// Makes `locals`, which it takes, what is visible here.
static int install(struct locals *locals) {
  struct locals **place = slot();
  struct locals *old;
  int status = 0;
  if (place) {
    old = *place;
    *place = locals;
  } else {
    old = have_key ? pthread_getspecific(key) : NULL;
    if (!have_key || pthread_setspecific(key, locals) != 0) {
      old = locals;
      status = TASK_ENOMEM;
    }
  }
  local__release(old);
  return status;
}

// The bindings visible here, with that of `local` replaced by `box`, or removed if that is NULL.
static struct locals *rebind(const task_local *local, struct value *box) {
  struct locals *locals = copy_without(visible(), local);
  if (!locals || !box)
    return locals;
  locals->bindings[locals->count++] = (struct binding){local, box};
  atomic_fetch_add(&box->references, 1);
  return locals;
}

static int bind(const task_local *local, struct value *box) {
  struct locals *locals = rebind(local, box);
  if (!locals)
    return TASK_ENOMEM;
  if (locals->count > 0)
    return install(locals);
  local__release(locals);
  return install(NULL);
}

int task_local_set(task_local *local, void *value) {
  pthread_once(&once, create_key);
  atomic_store_explicit(&used, true, memory_order_release);
  struct value *box = value ? make_value(local, value) : NULL;
  if (value && !box)
    return TASK_ENOMEM;
  int status = bind(local, box);
  if (box) {
    if (status != 0)
      box->destroy = NULL; // the value stays the caller's
    release_value(box);
  }
  return status;
}

void *task_local_get(task_local *local) {
  const struct locals *locals = visible();
  for (size_t i = 0; locals && i < locals->count; i++)
    if (locals->bindings[i].local == local)
      return locals->bindings[i].value->pointer;
  return NULL;
}
