// SPDX-License-Identifier: MIT
// Errors with a message, a place, a cause and parts: counted references to immutable objects.
#include "error_object.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "scheduler.h"
#include "system/memory.h"

enum { LONGEST_MESSAGE = 512 };

struct error {
  struct task_error public;
  atomic_uint references;
  const task_error *parts[]; // followed by the message
};

// Of threads that run no task. The key's destructor empties the slot when such a thread ends.
static _Thread_local const task_error *thread_slot;
static pthread_key_t thread_ends;
static pthread_once_t key_made = PTHREAD_ONCE_INIT;
static bool have_key;

static void empty_slot(void *slot_address) {
  const task_error **place = slot_address;
  task_error_release(*place);
  *place = NULL;
}

static void make_key(void) {
  have_key = pthread_key_create(&thread_ends, empty_slot) == 0;
}

__attribute__((noinline)) static const task_error **slot(void) {
  __asm__ volatile("");
  struct task *current = scheduler__current_task();
  return current ? &current->error : &thread_slot;
}

static struct error *of(const task_error *error) {
  return (struct error *)(void *)(uintptr_t)error;
}

const task_error *error__create(int status, const char *message, const char *place,
                                const task_error *cause, const task_error *const *parts,
                                size_t part_count) {
  size_t length = strlen(message) + 1;
  size_t size = sizeof(struct error) + part_count * sizeof(task_error *);
  struct error *error = memory__allocate(size + length);
  if (!error)
    return NULL;
  atomic_init(&error->references, 1);
  char *text = (char *)error + size;
  memcpy(text, message, length);
  size_t count = 0;
  for (size_t i = 0; i < part_count; i++)
    if (parts[i])
      error->parts[count++] = task_error_ref(parts[i]);
  error->public = (struct task_error){.status = status,
                                      .message = text,
                                      .place = place,
                                      .cause = task_error_ref(cause),
                                      .parts = count ? error->parts : NULL,
                                      .part_count = count};
  return &error->public;
}

const task_error *task_error_ref(const task_error *error) {
  if (error)
    atomic_fetch_add_explicit(&of(error)->references, 1, memory_order_relaxed);
  return error;
}

void task_error_release(const task_error *error) {
  // A loop along the causes: chains may be long, stacks are small. Combinations nest but little.
  while (error && atomic_fetch_sub(&of(error)->references, 1) == 1) {
    const task_error *cause = error->cause;
    for (size_t i = 0; i < error->part_count; i++)
      task_error_release(error->parts[i]);
    memory__free(of(error));
    error = cause;
  }
}

void error__note(const task_error *error) {
  const task_error **place = slot();
  const task_error *old = *place;
  if (error && place == &thread_slot) {
    pthread_once(&key_made, make_key);
    if (have_key)
      pthread_setspecific(thread_ends, place);
  }
  *place = task_error_ref(error);
  task_error_release(old);
}

void error__clear_thread(void) {
  empty_slot(&thread_slot);
}

const task_error *task_last_error(void) {
  return *slot();
}

int task_fail_at(const char *place, const task_error *cause, int status, const char *format, ...) {
  char message[LONGEST_MESSAGE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  const task_error *error = error__create(status, message, place, cause, NULL, 0);
  error__note(error);
  task_error_release(error);
  return status;
}

// --- text ---------------------------------------------------------------------------------------

struct out {
  char *text;
  size_t size;
  size_t length; // of the whole, written or not
};

static void append(struct out *out, const char *format, ...) TASK_PRINTF(2, 3);

static void append(struct out *out, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size_t room = out->length < out->size ? out->size - out->length : 0;
  int length = vsnprintf(room ? out->text + out->length : NULL, room, format, arguments);
  va_end(arguments);
  out->length += length > 0 ? (size_t)length : 0;
}

enum { INDENT = 2, DEEPEST = 16 };

static void describe(struct out *out, const task_error *error, const char *role, int depth) {
  for (; error; error = error->cause, role = "because: ") {
    append(out, "%*s%s%s (%s", depth * INDENT, "", role, error->message,
           task_strerror(error->status));
    if (error->place)
      append(out, ", %s", error->place);
    append(out, ")\n");
    for (size_t i = 0; depth < DEEPEST && i < error->part_count; i++)
      describe(out, error->parts[i], "- ", depth + 1);
  }
}

size_t task_error_describe(const task_error *error, char *text, size_t size) {
  struct out out = {.text = text, .size = size};
  if (size > 0)
    text[0] = '\0';
  describe(&out, error, "", 0);
  return out.length;
}
