/*
A function that runs only inside tasks is called where no task runs.

A function declared `async` suspends the task around it. In `main`, on a thread of one's own, in a
signal handler or in the body of an offloaded function there is no task: depending on the runtime
the call blocks the thread, suspends somebody else, or crashes. Start a task for it, or find out
first whether one runs (`task_running()`).

The rule knows of a call that no task runs there when it is reached from `main`, from a function
that is offloaded or runs as a thread, or from one that is declared `not-in-task`; through calls
over several files, callbacks and tables of functions. The notes show the way.

## Bad

    static int ASYNC_LINT("async") load(int id, cancel_token token) {
      return task_delay(id, token);
    }

    int main(void) {
      return load(7, CANCEL_NONE);
    }

## Good

    static int ASYNC_LINT("async") load(int id, cancel_token token) {
      return task_delay(id, token);
    }

    static int run(void *arg, cancel_token token, void *result) {
      return load(*(int *)arg, token);
    }

    int main(void) {
      int id = 7;
      return task_wait(task_run(run, &id, 0, CANCEL_NONE));
    }

    int load_anywhere(int *id, cancel_token token) {
      if (task_running())
        return load(*id, token);
      return task_wait(task_run(run, id, 0, token));
    }

## Fix

None: the caller would have to become a task, with another signature.

## What it cannot see

- Who calls an exported function from outside the program, or a function whose address goes to
  somebody unknown: nothing is said of those.
- A flag that tells whether a task runs, such as a parameter that `main` gives as 0: the call is
  reported although it is never made.
- A table that tasks call through as well, when it holds several functions.
- Functions that say `suspends` may be called anywhere, and are not asked.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(async-call-outside-task) only ever called with a task running
*/
#include "rules/shared/way.h"

/// The async function that the call surely reaches, or NULL: for a slot, all that it may hold have
/// to be async.
static const struct function *async_callee(const struct edge *edge) {
  const struct function *callee = edge->callee, *first = NULL;
  if (function_claim(callee, CLAIM_async))
    return callee;
  if (edge->kind != EDGE_SLOT)
    return NULL;
  for (uint32_t i = 0; i < callee->out_count; i++) {
    if (callee->out[i]->kind != EDGE_TARGET)
      continue;
    if (!function_claim(callee->out[i]->callee, CLAIM_async))
      return NULL;
    first = first ? first : callee->out[i]->callee;
  }
  return first;
}

static void note_outside(struct pass *pass, struct finding *finding, const struct function *entry) {
  const struct edge *start = entry->outside_entry;
  if (start && start->caller->body)
    note(pass, finding, start->caller, start->loc, "`%s` runs here on a thread, not in a task",
         entry->name);
  else if (function_claim(entry, CLAIM_not_in_task))
    note(pass, finding, entry, IR_NONE, "`%s` is declared `not-in-task`", entry->name);
  else
    note(pass, finding, entry, IR_NONE, "`%s` is no task", entry->name);
}

static void check_call(struct pass *pass, const struct function *function,
                       const struct edge *edge) {
  struct edge *edges[WAY_MAX];
  const struct function *callee = async_callee(edge), *entry;
  if (!callee || edge->in_task)
    return;
  struct finding *finding = report(pass, function, edge->loc,
                                   "`%s` runs only in a task, and none runs here", callee->name);
  int count = program_outside_way(function, edges, WAY_MAX, &entry);
  note_outside(pass, finding, entry);
  note_calls(pass, finding, edges, count);
  if (edge->kind == EDGE_SLOT && callee != edge->callee)
    note(pass, finding, function, edge->loc, "`%s` is called through `%s`", callee->name,
         edge->callee->name);
  if (entry == function)
    note(pass, finding, function, edge->loc, "start a task for it");
  else
    note(pass, finding, function, edge->loc, "start a task for it, or declare `%s` `async`, too",
         function->name);
}

static void check(struct pass *pass, const struct function *function) {
  for (uint32_t i = 0; function->outside && i < function->out_count; i++)
    if (function->out[i]->kind == EDGE_CALL || function->out[i]->kind == EDGE_SLOT)
      check_call(pass, function, function->out[i]);
}

const struct rule rule_async_call_outside_task = {
    .name = "async-call-outside-task",
    .summary = "a function that runs only in tasks is called where none runs",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
