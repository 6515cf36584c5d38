// SPDX-License-Identifier: MIT
// What checked mode does at a call: the claims of the function, from taskrt.api, decide what is
// looked at.
#include "check/check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <taskrt/context.h>
#include <taskrt/runtime.h>

#include "check/records.h"
#include "scheduler.h"
#include "system/report.h"
#include "task_object.h"

atomic_int check__state;

bool check__read(void) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static bool configured, at_exit;
  pthread_mutex_lock(&lock);
  const char *options = getenv("TASKRT_CHECK");
  bool on = options && *options && strcmp(options, "0") != 0;
  if (on && !configured)
    on = configured = finding__configure(options);
  if (on && !at_exit)
    // async-lint: allow(blocking-under-lock) libc's own lock, held for a moment
    at_exit = atexit(records__report_leaks) == 0;
  atomic_store_explicit(&check__state, on ? CHECK_ON : CHECK_OFF, memory_order_relaxed);
  pthread_mutex_unlock(&lock);
  return on;
}

// --- the table ----------------------------------------------------------------------------------

enum { CHECK_SAYS_async = 1, CHECK_SAYS_suspends = 2, CHECK_SAYS_blocks = 4 };
enum { CHECK_SAYS_waits_for = 8, CHECK_SAYS_not_in_task = 16, CHECK_SAYS_runs_loop = 32 };

enum act {
  CHECK_ACT_none,
  CHECK_ACT_takes,
  CHECK_ACT_detaches,
  CHECK_ACT_borrows,
  CHECK_ACT_keeps,
  CHECK_ACT_completes_once,
  CHECK_ACT_asserts,
  CHECK_ACT_acquires,
  CHECK_ACT_releases
};

enum { MOST_ACTS = 6 };

struct row {
  const char *name;
  unsigned words;
  enum check_kind gives;
  struct {
    enum act act;
    unsigned param;
    enum check_kind kind;
    bool each; // the parameter is an array, the next one its length
  } acts[MOST_ACTS];
};

#define PICK_GIVES(gives, ...) gives
#define DROP_GIVES(gives, ...) __VA_ARGS__
static const struct row rows[] = {
#define CHECK_KIND(name, exactly_once)
#define CHECK_ROW(name, words, ...)                                                                \
  {#name, words, PICK_GIVES(__VA_ARGS__, ), {DROP_GIVES(__VA_ARGS__, {CHECK_ACT_none, 0, 0, 0})}},
#include "checks.def"
#undef CHECK_ROW
#undef CHECK_KIND
};

// --- the call itself ----------------------------------------------------------------------------

static const char *task_name(void) {
  const task *t = scheduler__current_task();
  return t ? t->name : NULL;
}

// The place of a call with the return address `address`. A call in tail position returns to where
// the body was called from: then the body is all that is known.
static struct place place_of(const void *address) {
  const task *t = scheduler__called_body(address) ? scheduler__current_task() : NULL;
  if (!t)
    return (struct place){.address = address};
  void (*body)(void) = (void (*)(void))t->body;
  return (struct place){.address = (void *)(uintptr_t)body, .entry = true};
}

static void note_task(struct finding *finding) {
  const task *t = scheduler__current_task();
  if (!t)
    return;
  struct place started = {.text = task__place(t), .address = task__started_at(t)};
  finding__note(finding, started, "the task was started here");
}

static void tell_call(enum check_rule rule, const struct row *row, const void *place,
                      const char *format) {
  struct finding finding = {.rule = rule, .place = place_of(place), .name = task_name()};
  snprintf(finding.message, sizeof finding.message, format, row->name);
  note_task(&finding);
  finding__tell(&finding);
}

static void look_at_words(const struct row *row, const void *place) {
  bool in_task = scheduler__runs_a_task();
  bool can_suspend = scheduler__current() != NULL;
  if (in_task && !can_suspend && (row->words & (CHECK_SAYS_suspends | CHECK_SAYS_async)))
    tell_call(RULE_blocking_wait, row, place,
              "`%s` cannot suspend a stackless task, and blocks its thread");
  else if (in_task && (row->words & CHECK_SAYS_waits_for) && (row->words & CHECK_SAYS_blocks))
    tell_call(RULE_blocking_wait, row, place,
              "`%s` blocks the thread on which tasks run until another task is over");
  else if (in_task && (row->words & CHECK_SAYS_runs_loop))
    tell_call(RULE_nested_loop_run, row, place, "`%s` runs a loop inside a task");
  else if (in_task && (row->words & CHECK_SAYS_not_in_task))
    tell_call(RULE_async_call_outside_task, row, place, "`%s` must not be called in a task");
  if (!in_task && (row->words & CHECK_SAYS_async))
    tell_call(RULE_async_call_outside_task, row, place, "`%s` is called outside a task");
  if (in_task && (row->words & (CHECK_SAYS_suspends | CHECK_SAYS_async)))
    records__suspends(row->name, place);
}

// `context`: 0 for the pool.
static void look_at_context(const struct row *row, uintptr_t context, const void *place) {
  bool there = context != 0 ? (uintptr_t)task_context_current() == context
                            : !task_context_current() && scheduler__on_worker();
  if (!there)
    tell_call(RULE_wrong_thread_call, row, place, "`%s`: this runs on another context or thread");
}

// Looks at one handle. Returns false when it is of the past.
static bool look_at_handle(const struct row *row, enum act act, enum check_kind kind,
                           uintptr_t handle, const void *place) {
  if (!handle)
    return true;
  if (kind == CHECK_KIND_value)
    return true; // it knows by itself
  struct place here = place_of(place);
  if (act == CHECK_ACT_borrows)
    return records__borrow(handle, kind, row->name, here);
  return records__take(handle, kind, row->name, here);
}

bool check__call(enum check_call call, const void *place, const void *frame, size_t count,
                 const uintptr_t *arguments) {
  const struct row *row = &rows[call];
  look_at_words(row, place);
  records__look_at_frames((uintptr_t)frame, place);
  bool good = true;
  for (unsigned i = 0; i < MOST_ACTS && row->acts[i].act != CHECK_ACT_none; i++) {
    enum act act = row->acts[i].act;
    if (act == CHECK_ACT_asserts && row->acts[i].param < count)
      look_at_context(row, arguments[row->acts[i].param], place);
    if (act != CHECK_ACT_takes && act != CHECK_ACT_detaches && act != CHECK_ACT_borrows)
      continue;
    if (row->acts[i].param + row->acts[i].each >= count)
      continue; // the hook does not hand it over
    uintptr_t argument = arguments[row->acts[i].param];
    enum check_kind kind = row->acts[i].kind;
    if (kind == CHECK_KIND_none)
      continue;
    if (!row->acts[i].each) {
      good &= look_at_handle(row, act, kind, argument, place);
      continue;
    }
    task *const *elements = (task *const *)argument;
    for (size_t j = 0; j < arguments[row->acts[i].param + 1]; j++)
      good &= look_at_handle(row, act, kind, (uintptr_t)elements[j], place);
  }
  return good;
}

void check__given(enum check_call call, const char *where, const void *place, size_t count,
                  const uintptr_t *arguments, void *handle) {
  const struct row *row = &rows[call];
  if (!handle || row->gives == CHECK_KIND_none)
    return;
  uintptr_t kept[MOST_KEPT] = {0};
  unsigned kept_count = 0;
  for (unsigned i = 0; i < MOST_ACTS && row->acts[i].act != CHECK_ACT_none; i++)
    if (row->acts[i].act == CHECK_ACT_keeps && row->acts[i].param < count &&
        kept_count < MOST_KEPT && arguments[row->acts[i].param])
      kept[kept_count++] = arguments[row->acts[i].param];
  records__give((uintptr_t)handle, row->gives, (struct place){.text = where, .address = place},
                kept);
}

void check__succeeded(enum check_call call, const void *place, size_t count,
                      const uintptr_t *arguments) {
  const struct row *row = &rows[call];
  for (unsigned i = 0; i < MOST_ACTS && row->acts[i].act != CHECK_ACT_none; i++) {
    if (row->acts[i].param >= count)
      continue;
    uintptr_t lock = arguments[row->acts[i].param];
    if (row->acts[i].act == CHECK_ACT_acquires)
      records__acquire(lock, row->name, (struct place){.address = place}, true);
    if (row->acts[i].act == CHECK_ACT_releases)
      records__release(lock);
  }
}

void check__failed(enum check_call call, const void *place) {
  const struct row *row = &rows[call];
  for (unsigned i = 0; i < MOST_ACTS && row->acts[i].act != CHECK_ACT_none; i++)
    if (row->acts[i].act == CHECK_ACT_completes_once)
      tell_call(RULE_completion_set_twice, row, place,
                "`%s` sets the outcome of a source that has one already");
}

// --- what the runtime finds by itself -----------------------------------------------------------

void check__fault(const struct task_fault *fault) {
  static const enum check_rule rules[] = {[TASK_FAULT_UNOBSERVED] = RULE_unhandled_detach,
                                          [TASK_FAULT_DROPPED] = RULE_dropped_task,
                                          [TASK_FAULT_LEAKED_SOURCE] = RULE_completion_never_set,
                                          [TASK_FAULT_HOG] = RULE_blocking_call};
  static const char *const messages[] = {
      [TASK_FAULT_UNOBSERVED] = "nobody looked at the error of this task: %s",
      [TASK_FAULT_DROPPED] = "the handle of this task is never consumed; it ended with %s",
      [TASK_FAULT_LEAKED_SOURCE] = "nobody completes the source made here%s",
      [TASK_FAULT_HOG] = "this task keeps its thread from all others without suspending%s"};
  struct finding finding = {.rule = rules[fault->kind],
                            .place = {.text = fault->place, .address = fault->started_at},
                            .name = fault->name};
  bool ended = fault->kind == TASK_FAULT_UNOBSERVED || fault->kind == TASK_FAULT_DROPPED;
  const char *why = !ended         ? ""
                    : fault->error ? fault->error->message
                                   : task_strerror(fault->status);
  snprintf(finding.message, sizeof finding.message, messages[fault->kind], why);
  if (fault->error && fault->error->place)
    finding__note(&finding, (struct place){.text = fault->error->place}, "it failed here");
  if (fault->body) {
    void (*body)(void) = (void (*)(void))fault->body;
    finding__note(&finding, (struct place){.address = (void *)(uintptr_t)body, .entry = true},
                  "its body");
  }
  finding__tell(&finding);
}

void check__value_reused(const void *place) {
  struct finding finding = {
      .rule = RULE_reused_value_task, .place = place_of(place), .name = task_name()};
  snprintf(finding.message, sizeof finding.message,
           "a value task is consumed that has been consumed already");
  note_task(&finding);
  finding__tell(&finding);
}

void check__deadlock(const struct task *t, const void *place) {
  struct finding finding = {
      .rule = RULE_deadlocking_wait, .place = place_of(place), .name = task_name()};
  snprintf(finding.message, sizeof finding.message,
           "a task blocks its thread until another is over that needs this thread");
  finding__note(&finding, (struct place){.text = task__place(t), .address = task__started_at(t)},
                "the task waited for was started here; await it, or it would wait for ever");
  finding__tell(&finding);
}

void check__taken_early(const struct task *t, const void *place) {
  struct finding finding = {
      .rule = RULE_result_before_await, .place = place_of(place), .name = t->name};
  snprintf(finding.message, sizeof finding.message,
           "the result of a task is taken before the task is over");
  finding__note(&finding, (struct place){.text = task__place(t), .address = task__started_at(t)},
                "the task was started here");
  finding__tell(&finding);
}

struct holder {
  const cancel_source *source;
  bool any;
  struct place started;
  const char *name;
};

static void look_for_token(struct task *t, struct place started, void *arg) {
  struct holder *holder = arg;
  if (holder->any || t->kind != TASK_KIND_COROUTINE || task__is_over(t) ||
      ((const struct coroutine *)(const void *)t)->token.source != holder->source)
    return;
  holder->any = true;
  holder->started = started;
  holder->name = t->name;
}

bool check__source_in_use(const cancel_source *source, bool waited_for, const void *place) {
  struct holder holder = {.source = source};
  records__each_task(look_for_token, &holder);
  if (!holder.any && !waited_for)
    return false;
  struct finding finding = {
      .rule = RULE_freed_in_flight, .place = place_of(place), .name = holder.name};
  snprintf(finding.message, sizeof finding.message,
           "a source is destroyed while an operation with its token is under way");
  finding__note(&finding, holder.started, "the task that has the token was started here");
  finding__tell(&finding);
  return true;
}
