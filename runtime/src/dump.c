// SPDX-License-Identifier: MIT
// Dumps. None of the tasks goes away while it is looked at; what is written is a copy.
#include <taskrt/debug.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <taskrt/error.h>

#include "coordination/line_task.h"
#include "scheduler.h"
#include "stack/sanitizer.h"
#include "system/park.h"
#include "system/report.h"
#include "system/thread.h"
#include "task_memory.h"
#include "task_object.h"

enum { MOST_AWAITERS = 4, NAME = 64 };

struct entry {
  const task *t;
  char name[NAME];   // a copy: the program's lives as long as the task
  const char *place; // a literal
  task_fn body;
  const void *started_at;
  const char *waits_for; // a literal
  bool over;
  unsigned awaiter_count;
  const task *awaiters[MOST_AWAITERS];
};

struct dump {
  struct entry *entries;
  size_t count, room;
};

static void note_awaiter(const task *owner, void *arg) {
  struct entry *entry = arg;
  if (owner && entry->awaiter_count < MOST_AWAITERS)
    entry->awaiters[entry->awaiter_count++] = owner;
}

// What `t` waits for if that is no task; NULL if it runs, or that is not known. The stack of a
// coroutine may be another's by now, which waits for something, too.
TASK__UNINSTRUMENTED static const char *waits_for(const task *t) {
  if (t->kind == TASK_KIND_DELAY)
    return "a moment";
  if (t->kind == TASK_KIND_LINE)
    return line_task__wait(t)->what;
  if (t->kind != TASK_KIND_COROUTINE || t->stackless)
    return NULL;
  const struct stack *stack = ((const struct coroutine *)(const void *)t)->stack;
  const struct activation *activation = stack ? (const void *)stack->room : NULL;
  return activation ? atomic_load_explicit(&activation->waits_for, memory_order_relaxed) : NULL;
}

// Not instrumented: what is not atomic may change meanwhile, and is only shown.
TASK__UNINSTRUMENTED static void copy(task *t, void *arg) {
  struct dump *dump = arg;
  if (dump->count++ >= dump->room)
    return;
  struct entry *entry = &dump->entries[dump->count - 1];
  *entry =
      (struct entry){.t = t, .body = t->body, .waits_for = waits_for(t), .over = task__is_over(t)};
  bool placed = t->placed;
  atomic_thread_fence(memory_order_acquire); // see task__set_place()
  if (placed)
    entry->place = t->origin;
  else
    entry->started_at = t->origin;
  for (size_t i = 0; t->name && t->name[i] && i + 1 < sizeof entry->name; i++)
    entry->name[i] = t->name[i];
  task__each_awaiter(t, note_awaiter, entry);
}

// Gathers all tasks; once more if there are more of them than there was room for.
static bool gather(struct dump *dump) {
  bool looked = true;
  do {
    free(dump->entries);
    dump->room = dump->count + 64;
    dump->count = 0;
    dump->entries = calloc(dump->room, sizeof *dump->entries);
    if (dump->entries)
      looked = task_memory__look(copy, dump);
  } while (dump->entries && looked && dump->count > dump->room);
  return dump->entries && looked;
}

// The number of what `t` awaits, 0 if that is no task.
static size_t awaited_by(const struct dump *dump, const task *t) {
  for (size_t i = 0; i < dump->count; i++)
    for (unsigned j = 0; j < dump->entries[i].awaiter_count; j++)
      if (dump->entries[i].awaiters[j] == t)
        return i + 1;
  return 0;
}

static void write_entry(FILE *out, const struct dump *dump, size_t number) {
  const struct entry *entry = &dump->entries[number - 1];
  fprintf(out, "%zu", number);
  if (entry->name[0])
    fprintf(out, " \"%s\"", entry->name);
  size_t awaited = awaited_by(dump, entry->t);
  if (entry->over)
    fputs(" over, not consumed", out);
  else if (awaited)
    fprintf(out, " waits for %zu", awaited);
  else if (entry->waits_for)
    fprintf(out, " waits for %s", entry->waits_for);
  else
    fputs(entry->body ? " under way" : " not completed", out);
  struct report rest = {0};
  report__task(&rest, NULL, (uintptr_t)entry->body, entry->place, (uintptr_t)entry->started_at);
  fprintf(out, "%.*s\n", (int)rest.length, rest.text);
}

void task_dump(FILE *out) {
  struct dump dump = {0};
  if (gather(&dump)) {
    fprintf(out, "%zu tasks\n", dump.count);
    for (size_t i = 1; i <= dump.count; i++)
      write_entry(out, &dump, i);
  } else {
    fputs("taskrt: tasks cannot be listed: no memory, or no membarrier(2)\n", out);
  }
  fflush(out);
  free(dump.entries);
}

// --- by a signal --------------------------------------------------------------------------------

static struct parker dumper; // the thread that dumps sleeps here

static void on_signal(int number) {
  (void)number;
  int saved = errno;
  parker__wake(&dumper); // a store and a futex
  errno = saved;
}

static void *dump_when_asked(void *arg) {
  (void)arg;
  for (;;) {
    if (parker__park(&dumper, CLOCK_NEVER))
      task_dump(stderr);
  }
  return NULL;
}

int task_dump_on_signal(int number) {
  static atomic_flag used = ATOMIC_FLAG_INIT;
  if (atomic_flag_test_and_set(&used))
    return TASK_EALREADY;
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_ONSTACK};
  pthread_t thread;
  int status = sigaction(number, &action, NULL) == 0 ? 0 : -errno;
  if (status == 0)
    status = thread__start(&thread, dump_when_asked, NULL);
  if (status == 0)
    pthread_detach(thread);
  return status;
}
