/*
A wait that cannot end: what is waited for needs what the waiting thread or task keeps from it.

A task that has to take a mutex does not end while whoever waits for it holds this mutex. Nor does
one that runs on a loop end while the loop's only thread waits for it, or when nobody runs the loop.
The program stops there, with no error and no message, and often only on the day on which the work
takes a little longer.

Release the lock before waiting. On a loop await instead of waiting; in `main` run the loop until
the task is over.

## Bad

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int total;

    static int add(void *arg, cancel_token token, void *result) {
      pthread_mutex_lock(&lock);
      total += *(int *)arg;
      pthread_mutex_unlock(&lock);
      return 0;
    }

    int add_and_read(int amount) {
      pthread_mutex_lock(&lock);
      task *adding = task_run(add, &amount, 0, CANCEL_NONE);
      int status = task_wait(adding);
      int now = total;
      pthread_mutex_unlock(&lock);
      return status == 0 ? now : status;
    }

## Good

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int total;

    static int add(void *arg, cancel_token token, void *result) {
      pthread_mutex_lock(&lock);
      total += *(int *)arg;
      pthread_mutex_unlock(&lock);
      return 0;
    }

    int add_and_read(int amount) {
      int status = task_wait(task_run(add, &amount, 0, CANCEL_NONE));
      if (status != 0)
        return status;
      pthread_mutex_lock(&lock);
      int now = total;
      pthread_mutex_unlock(&lock);
      return now;
    }

It makes no difference whether the thread blocks or the task suspends, and whether the lock is one
of threads or of tasks. Tasks, threads, groups and combinations of tasks are followed from the call
that starts them; locks are the same when they are the same global variable, or the same member of
what the body gets as its argument. Where this rule speaks, `blocking-wait`, `blocking-under-lock`
and `lock-across-await` do not.

## Fix

None: the wait has to go elsewhere, and with it what follows.

## What it cannot see

- Handles that another function has put into a record, and waits that happen in a callee.
- That the work has always taken the lock, and released it, by then.
- That all threads of the pool wait.
- Circles of more than one task.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(deadlocking-wait) the task takes the lock in another mode
*/
#include "rules/shared/locked.h"

#include <string.h>

static void note_start(struct pass *pass, struct finding *finding, const struct edge *start) {
  note(pass, finding, start->caller, start->loc,
       start->kind == EDGE_OFFLOADS ? "`%s` is started on a thread here"
                                    : "`%s` is started as a task here",
       start->callee->name);
}

static void report_lock(struct pass *pass, struct function *function,
                        const struct deadlock *deadlock) {
  const struct lock_result *locks = function_locks(pass->program, function);
  const char *name = lock_called(pass, function, locks, deadlock->lock);
  const char *class = lock_class(pass->program, locks->locks[deadlock->lock].path);
  const struct function *body = deadlock->start->callee;
  struct edge *edges[WAY_MAX];
  struct lock_taking end;
  int param;
  struct finding *finding = report(pass, function, deadlock->wait->loc,
                                   "`%s` waits for `%s`, which needs `%s`, held here",
                                   deadlock->wait->callee->name, body->name, name);
  note_taken(pass, finding, function, name, deadlock->held->since[deadlock->lock]);
  note_start(pass, finding, deadlock->start);
  int count = lock_taking_way(pass->program, body, class, edges, WAY_MAX, &end, &param);
  note_calls(pass, finding, edges, count);
  note(pass, finding, end.function, lock_loc(end.function, end.block, end.event),
       "`%s` takes it here", end.function->name);
  advice(pass, finding, function, deadlock->wait->loc, "release `%s` before waiting", name);
}

/// The member or variable in a context's name: `app.window`, `window@file.c`.
static const char *context_name(struct pass *pass, const char *context) {
  size_t length = strcspn(context, "@"), start = length;
  while (start > 0 && context[start - 1] != '.')
    start--;
  return arena_printf(program_arena(pass->program), "%.*s", (int)(length - start), context + start);
}

static void report_context(struct pass *pass, struct function *function,
                           const struct deadlock *deadlock) {
  struct edge *edges[WAY_MAX];
  struct function *entry;
  const struct edge *wait = deadlock->wait;
  const char *callee = wait->callee->name, *context = context_name(pass, deadlock->context);
  int count =
      program_way(pass->program, function, wait->block, wait->event, NULL, edges, WAY_MAX, &entry);
  struct finding *finding =
      report(pass, function, wait->loc,
             "`%s` waits on the thread of `%s` for a task that runs there", callee, context);
  note_entry(pass, finding, entry);
  note_calls(pass, finding, edges, count);
  note_start(pass, finding, deadlock->start);
  const struct claim *twin = function_claim(wait->callee, CLAIM_instead);
  if (twin)
    advice(pass, finding, function, wait->loc, "call `%s` instead", twin->text);
  else
    advice(pass, finding, function, wait->loc, "go on when the task is over instead of waiting");
}

static void report_idle(struct pass *pass, struct function *function,
                        const struct deadlock *deadlock) {
  const char *name = function->body->vars[deadlock->loop].name;
  struct finding *finding = report(pass, function, deadlock->wait->loc,
                                   "`%s` waits for a task on `%.*s`, which nobody runs meanwhile",
                                   deadlock->wait->callee->name, (int)strcspn(name, "#"), name);
  note_start(pass, finding, deadlock->start);
  advice(pass, finding, function, deadlock->wait->loc, "run `%.*s` until the task is over",
         (int)strcspn(name, "#"), name);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  struct deadlock deadlock;
  if (!(function->words & (CLAIM_BIT(CLAIM_waits_for) | CLAIM_BIT(CLAIM_blocks))))
    return;
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if (edge->kind != EDGE_CALL ||
        !deadlock_at(pass->program, function, edge->block, edge->event, &deadlock) ||
        deadlock.wait != edge)
      continue;
    if (deadlock.kind == DEADLOCK_LOCK)
      report_lock(pass, function, &deadlock);
    else if (deadlock.kind == DEADLOCK_CONTEXT)
      report_context(pass, function, &deadlock);
    else
      report_idle(pass, function, &deadlock);
  }
}

const struct rule rule_deadlocking_wait = {
    .name = "deadlocking-wait",
    .summary = "a wait cannot end: the work needs what is kept from it",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
