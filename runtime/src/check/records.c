// SPDX-License-Identifier: MIT
// Handles and what is known of each: by whom it was made, by whom consumed, and which memory its
// operation uses. Checked mode may be slow, so one lock is enough; what is told is told without it.
#include "check/records.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "check/frames.h"
#include "scheduler.h"
#include "stack/stack.h"
#include "task_object.h"

enum { BUCKETS = 1 << 14, DEAD = 4096, UNIT = 64 << 10, MOST_OUTLIVED = 8 };

// Memory that an operation uses while it is not over.
struct kept {
  struct kept *next;
  struct record *record;
  uintptr_t begin; // 0: none
};

struct record {
  struct record *next;
  uintptr_t handle;
  enum check_kind kind;
  unsigned open; // handles that are not consumed
  bool dead;     // a task whose memory only waits to be used again
  const char *taken_by;
  struct place given, taken;
  struct kept kept[MOST_KEPT];
};

static struct {
  pthread_mutex_t lock; // guards everything here
  struct record *handles[BUCKETS];
  struct kept *kept[BUCKETS]; // by the unit of address space that the memory begins in
  task *dead[DEAD];           // freed, but not used again yet: a ring
  size_t next_dead;
} records = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t bucket(uintptr_t key) {
  return (size_t)(key * 0x9E3779B97F4A7C15u >> 40) % BUCKETS;
}

// --- finding them: the lock is held in all of these ---------------------------------------------

// The task of a completion source has its address.
static struct record *find(uintptr_t handle, enum check_kind kind) {
  struct record *record = records.handles[bucket(handle >> 4)];
  while (record && (record->handle != handle || record->kind != kind))
    record = record->next;
  return record;
}

static void unlink_kept(struct record *record) {
  for (unsigned i = 0; i < MOST_KEPT && record->kept[i].begin; i++) {
    struct kept **link = &records.kept[bucket(record->kept[i].begin / UNIT)];
    while (*link != &record->kept[i])
      link = &(*link)->next;
    *link = record->kept[i].next;
    record->kept[i].begin = 0;
  }
}

static void link_kept(struct record *record, const uintptr_t kept[MOST_KEPT]) {
  for (unsigned i = 0; i < MOST_KEPT && kept[i]; i++) {
    struct kept **first = &records.kept[bucket(kept[i] / UNIT)];
    record->kept[i] = (struct kept){.next = *first, .record = record, .begin = kept[i]};
    *first = &record->kept[i];
  }
}

static void drop(uintptr_t handle) {
  struct record **link = &records.handles[bucket(handle >> 4)];
  while (*link) {
    struct record *record = *link;
    if (record->handle != handle) {
      link = &record->next;
      continue;
    }
    *link = record->next;
    unlink_kept(record);
    free(record);
  }
}

static struct record *find_or_add(uintptr_t handle, enum check_kind kind) {
  struct record *record = find(handle, kind);
  if (record)
    return record;
  record = calloc(1, sizeof *record);
  if (!record)
    return NULL; // what is not remembered is not checked
  struct record **first = &records.handles[bucket(handle >> 4)];
  record->handle = handle;
  record->kind = kind;
  record->next = *first;
  *first = record;
  return record;
}

// --- handles ------------------------------------------------------------------------------------

void records__give(uintptr_t handle, enum check_kind kind, struct place place,
                   const uintptr_t kept[MOST_KEPT]) {
  pthread_mutex_lock(&records.lock);
  struct record *record = find_or_add(handle, kind);
  if (record && record->open > 0 && kind == CHECK_KIND_task) {
    record->open++; // one more of the same
  } else if (record) {
    unlink_kept(record);
    record->open = 1;
    record->given = place;
    record->taken = (struct place){0};
    record->taken_by = NULL;
    if (kind == CHECK_KIND_task)
      link_kept(record, kept);
  }
  pthread_mutex_unlock(&records.lock);
}

static bool tell_reused(const struct record *record, const char *call, struct place place) {
  struct finding finding = {.rule = RULE_reused_task, .place = place};
  snprintf(finding.message, sizeof finding.message,
           "`%s` gets a handle that has been consumed already", call);
  finding__note(&finding, record->taken, "it was consumed here");
  finding__note(&finding, record->given, "it was made here");
  finding__tell(&finding);
  return false;
}

bool records__take(uintptr_t handle, enum check_kind kind, const char *call, struct place place) {
  pthread_mutex_lock(&records.lock);
  struct record *record = find(handle, kind), copy;
  bool spent = record && record->open == 0 && record->taken_by;
  if (spent) {
    copy = *record;
  } else if (record && record->open > 0) {
    record->open--;
    record->taken = place;
    record->taken_by = call;
  }
  pthread_mutex_unlock(&records.lock);
  return spent ? tell_reused(&copy, call, place) : true;
}

bool records__borrow(uintptr_t handle, enum check_kind kind, const char *call, struct place place) {
  pthread_mutex_lock(&records.lock);
  struct record *record = find(handle, kind), copy;
  bool spent = record && record->open == 0 && record->taken_by;
  if (spent)
    copy = *record;
  pthread_mutex_unlock(&records.lock);
  return spent ? tell_reused(&copy, call, place) : true;
}

void check__born(const struct task *t) {
  pthread_mutex_lock(&records.lock);
  drop((uintptr_t)t);
  (void)find_or_add((uintptr_t)t, CHECK_KIND_task);
  pthread_mutex_unlock(&records.lock);
}

void records__each_task(void (*look)(struct task *t, struct place started, void *arg), void *arg) {
  pthread_mutex_lock(&records.lock);
  for (size_t i = 0; i < BUCKETS; i++)
    for (const struct record *record = records.handles[i]; record; record = record->next)
      if (record->kind == CHECK_KIND_task && !record->dead)
        look((struct task *)record->handle, record->given, arg);
  pthread_mutex_unlock(&records.lock);
}

struct task *check__keep_dead(struct task *t) {
  pthread_mutex_lock(&records.lock);
  struct record *record = find((uintptr_t)t, CHECK_KIND_task);
  if (record) {
    record->dead = true;
    unlink_kept(record);
  }
  task *oldest = records.dead[records.next_dead];
  records.dead[records.next_dead] = t;
  records.next_dead = (records.next_dead + 1) % DEAD;
  if (oldest)
    drop((uintptr_t)oldest);
  pthread_mutex_unlock(&records.lock);
  return oldest;
}

// The lock is held.
static void drop_all_tasks(void) {
  for (size_t i = 0; i < BUCKETS; i++)
    for (struct record **link = &records.handles[i]; *link;) {
      struct record *record = *link;
      if (record->kind != CHECK_KIND_task) {
        link = &record->next;
        continue;
      }
      *link = record->next;
      unlink_kept(record);
      free(record);
    }
}

struct task *check__bury(void) {
  pthread_mutex_lock(&records.lock);
  task *t = NULL;
  for (size_t i = 0; i < DEAD && !t; i++) {
    t = records.dead[i];
    records.dead[i] = NULL;
  }
  if (!t)
    drop_all_tasks();
  pthread_mutex_unlock(&records.lock);
  return t;
}

// --- memory -------------------------------------------------------------------------------------

// The lock is held. Takes out what is in flight and uses memory from `low` to `high`.
static size_t gather(uintptr_t low, uintptr_t high, struct record *found, size_t most) {
  size_t count = 0;
  for (uintptr_t unit = low / UNIT; unit <= (high - 1) / UNIT; unit++)
    for (struct kept *kept = records.kept[bucket(unit)]; kept;) {
      struct record *record = kept->record;
      if (kept->begin < low || kept->begin >= high || task__is_over((const task *)record->handle) ||
          count == most) {
        kept = kept->next;
        continue;
      }
      found[count++] = *record;
      unlink_kept(record);               // told once
      kept = records.kept[bucket(unit)]; // more than one may have gone
    }
  return count;
}

void records__memory_ends(uintptr_t low, uintptr_t high, struct place place, enum check_rule rule) {
  struct record found[MOST_OUTLIVED];
  if (low >= high)
    return;
  pthread_mutex_lock(&records.lock);
  size_t count = gather(low, high, found, MOST_OUTLIVED);
  pthread_mutex_unlock(&records.lock);
  for (size_t i = 0; i < count; i++) {
    struct finding finding = {.rule = rule, .place = found[i].given};
    snprintf(finding.message, sizeof finding.message,
             "the memory that this operation uses is gone before it is over");
    finding__note(&finding, place, "it is still in flight here");
    finding__tell(&finding);
  }
}

void records__look_at_frames(uintptr_t frame, const void *caller) {
  uintptr_t low;
  if (frames__gone(frame, &low))
    records__memory_ends(low, frame, (struct place){.address = caller}, RULE_outlived_buffer);
}

void check__ended(const struct task *t, const struct stack *stack) {
  struct place place = {.text = task__place(t), .address = task__started_at(t)};
  locks__task_ends(t);
  if (stack)
    records__memory_ends((uintptr_t)stack__bottom(stack),
                         (uintptr_t)stack__bottom(stack) + stack__size(stack), place,
                         RULE_outlived_buffer);
}

// --- the end ------------------------------------------------------------------------------------

static enum check_rule rule_of_leak(enum check_kind kind) {
  static const bool exactly_once[] = {
      false,
#define CHECK_KIND(name, once) once,
#define CHECK_ROW(...)
#include "checks.def"
#undef CHECK_ROW
#undef CHECK_KIND
  };
  if (kind == CHECK_KIND_source)
    return RULE_leaked_cancel_source;
  if (kind == CHECK_KIND_stream)
    return RULE_unclosed_stream;
  return exactly_once[kind] ? RULE_dropped_task : RULES;
}

static const char *kind_name(enum check_kind kind) {
  static const char *const names[] = {
      "",
#define CHECK_KIND(name, once) #name,
#define CHECK_ROW(...)
#include "checks.def"
#undef CHECK_ROW
#undef CHECK_KIND
  };
  return names[kind];
}

// The lock is held. Takes out one handle that was never consumed.
static bool next_leak(size_t *at, struct record *found) {
  for (; *at < BUCKETS; (*at)++)
    for (struct record *record = records.handles[*at]; record; record = record->next)
      if (record->open > 0 && rule_of_leak(record->kind) != RULES) {
        *found = *record;
        record->open = 0;
        return true;
      }
  return false;
}

void records__report_leaks(void) {
  struct record leak;
  for (size_t at = 0;;) {
    pthread_mutex_lock(&records.lock);
    bool any = next_leak(&at, &leak);
    pthread_mutex_unlock(&records.lock);
    if (!any)
      break;
    struct finding finding = {.rule = rule_of_leak(leak.kind), .place = leak.given};
    snprintf(finding.message, sizeof finding.message, "the %s made here is never %s",
             leak.kind == CHECK_KIND_source ? "cancellation source" : kind_name(leak.kind),
             leak.kind == CHECK_KIND_source ? "destroyed" : "consumed");
    finding__tell(&finding);
  }
  finding__finish();
}
