// SPDX-License-Identifier: MIT
// What becomes of the tasks that are left when the runtime stops. The workers are held meanwhile,
// so that what a suspended task waits for, which lies on its stack, stays where it is.
#include "scheduler/left.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <taskrt/stackless.h>

#include "coordination/line_task.h"
#include "delay.h"
#include "scheduler.h"
#include "scheduler/workers.h"
#include "system/report.h"
#include "task_memory.h"
#include "task_object.h"

enum { MOST_NAMED = 20 };

// What `t`, which is not over and does not run, waits for. NULL if it is queued somewhere.
static const struct wait *wait_of(const task *t) {
  static const struct wait a_task = {.what = "a task", .on_task = true};
  static const struct wait a_moment = {.what = "a moment"};
  static const struct wait a_loop = {.what = "its loop", .outside = true};
  static const struct wait an_end = {.what = "an outcome", .on_task = true};
  if (t->kind == TASK_KIND_DELAY)
    return &a_moment;
  if (t->kind == TASK_KIND_LINE)
    return line_task__wait(t);
  if (t->kind != TASK_KIND_COROUTINE)
    return &an_end; // a combination, or a source that somebody owns
  const struct coroutine *coroutine = (const struct coroutine *)(const void *)t;
  if (t->stackless && ((const task_frame *)coroutine->arg)->awaited)
    return &a_task;
  // A loop may have it in its queue, whatever it has waited for.
  if (!coroutine->wait || (coroutine->stack && activation_of(coroutine)->home->guest))
    return &a_loop;
  return coroutine->wait;
}

static bool is_left(const task *t) {
  return t->counted && !task__is_over(t);
}

// --- giving up ----------------------------------------------------------------------------------

struct census {
  bool outside;
  struct coroutine *things, *tasks; // what waits for either, by `next`: it is in no queue
  task *delay;                      // one that is for ever
  struct line_task *lines;          // waits that are tasks
};

static void note(task *t, void *arg) {
  struct census *census = arg;
  if (!is_left(t))
    return;
  const struct wait *wait = wait_of(t);
  census->outside |= wait->outside;
  if (t->kind == TASK_KIND_DELAY && !census->delay) {
    task__reference(t);
    census->delay = t;
  }
  if (t->kind == TASK_KIND_LINE) {
    struct line_task *line = (struct line_task *)(void *)t;
    task__reference(t);
    line->next = census->lines;
    census->lines = line;
  }
  if (t->kind != TASK_KIND_COROUTINE || !wait->give_up || wait->outside)
    return;
  struct coroutine *coroutine = (struct coroutine *)(void *)t;
  struct coroutine **list = wait->on_task ? &census->tasks : &census->things;
  task__reference(t);
  coroutine->next = *list;
  *list = coroutine;
}

static void give_up(struct coroutine *coroutine) {
  struct wait *wait = coroutine->wait;
  task__report_as(&coroutine->base, TASK_FAULT_LEFT, wait->what);
  wait->give_up(wait);
}

static void release(struct coroutine *list) {
  for (struct coroutine *next; list; list = next) {
    next = list->next;
    task__release(&list->base);
  }
}

// Gives up what is in the list, and lets go of it. Whoever is resumed is queued by the same link.
static void give_up_all(struct coroutine *list) {
  for (struct coroutine *next; list; list = next) {
    next = list->next;
    give_up(list);
    task__release(&list->base);
  }
}

// As give_up_all(), of waits that are tasks; or only lets go of them.
static void release_lines(struct line_task *list, bool give_up) {
  for (struct line_task *next; list; list = next) {
    next = list->next;
    if (give_up)
      line_task__give_up(list);
    task__release(&list->base);
  }
}

static enum left act(struct census *census) {
  if (census->outside) {
    release(census->things);
    release(census->tasks);
    release_lines(census->lines, false);
    return LEFT_GOES_ON;
  }
  bool any = census->things || census->delay || census->lines;
  give_up_all(census->things);
  release_lines(census->lines, true);
  if (census->delay)
    delay__give_up(census->delay);
  if (!any && census->tasks) {
    struct coroutine *rest = census->tasks->next;
    census->tasks->next = NULL;
    give_up_all(census->tasks);
    release(rest);
    return LEFT_GAVE_UP;
  }
  release(census->tasks);
  return any ? LEFT_GAVE_UP : LEFT_STUCK;
}

enum left left__give_up(void) {
  enum left left = LEFT_GOES_ON;
  scheduler__hold();
  if (scheduler__quiet() && !task__wait_for_all(0)) {
    struct census census = {0};
    task_memory__each(note, &census);
    left = act(&census);
    if (census.delay)
      task__release(census.delay);
  }
  scheduler__let_go();
  return left;
}

// --- naming -------------------------------------------------------------------------------------

static void name_one(task *t, void *count) {
  if (!is_left(t) || ++*(unsigned *)count > MOST_NAMED)
    return;
  struct report report = {0};
  report__text(&report, "taskrt: not over, waits for ");
  report__text(&report, wait_of(t)->what);
  report__task(&report, t->name, (uintptr_t)t->body, task__place(t),
               (uintptr_t)task__started_at(t));
  report__text(&report, "\n");
  report__write(&report);
}

bool left__name_all(void) {
  unsigned count = 0;
  scheduler__hold();
  bool rest = scheduler__quiet();
  if (rest)
    task_memory__each(name_one, &count);
  scheduler__let_go();
  if (count <= MOST_NAMED)
    return rest;
  struct report report = {0};
  report__text(&report, "taskrt: and ");
  report__number(&report, count - MOST_NAMED, 10);
  report__text(&report, " more\n");
  report__write(&report);
  return rest;
}
