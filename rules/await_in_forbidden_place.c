/*
A function that may suspend is called back by the system, where nothing can be suspended.

A signal handler interrupts a thread anywhere, with locks held and memory half changed; functions
given to `atexit` run when the runtime is going down; a comparison that `qsort` calls has a sort in
the middle of its work below it. A task that is suspended there leaves the thread inside the
system's function, and what is run meanwhile may enter it again. Note in a signal handler that
something happened, and act on it in a task; end tasks in `main`, before it returns; fetch what a
comparison needs before sorting.

## Bad

    #include <signal.h>

    static void on_term(int number) {
      (void)task_delay(100, CANCEL_NONE); // the others have to finish
    }

    int main(void) {
      signal(SIGTERM, on_term);
      return 0;
    }

## Good

    #include <signal.h>

    static volatile sig_atomic_t stop;

    static void on_term(int number) {
      stop = 1;
    }

    int main(void) {
      signal(SIGTERM, on_term);
      return 0;
    }

Calls are followed from the callback across files and through tables of functions; the notes show
the way to what suspends. Functions declared `async` are for `async-callback-mismatch` when they are
the callback themselves. Nothing is said of functions that start a task and do not wait for it.

## Fix

None: what is done there has to be left to somebody else, such as a task that is woken.

## What it cannot see

- Handlers given in a record: `sigaction`.
- Comparisons that `qsort` calls at once: they may suspend in a task, where the sort goes on later.
- Variables with the attribute `cleanup`.
- That the function only suspends in a branch that is not taken there.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(await-in-forbidden-place) the program calls exit() outside of tasks only
*/
#include "rules/shared/callbacks.h"
#include "rules/shared/way.h"

/// Whether the system calls the callback of this edge by itself, when something happens.
static bool called_by_system(struct pass *pass, const struct edge *edge) {
  const struct claim *claim = edge_claim(pass->program, edge);
  return claim && callback_is_kept(claim) && is_system_function(edge->through);
}

static void check_callback(struct pass *pass, const struct function *function,
                           const struct edge *edge) {
  struct edge *edges[WAY_MAX];
  struct function *callback = edge->callee;
  if (edge->kind != EDGE_CALLBACK || !callback->checked || !callback_suspends(callback) ||
      function_claim(callback, CLAIM_async) || !called_by_system(pass, edge))
    return;
  int count = way_to_suspension(callback, edges, WAY_MAX);
  for (int i = 0; callback->outside && i < count; i++)
    if (function_claim(edges[i]->callee, CLAIM_async)) // told by `async-call-outside-task`
      return;
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` may suspend, and `%s` calls it where nothing can",
             callback->name, edge->through->name);
  note_calls(pass, finding, edges, count);
  note(pass, finding, function, edge->loc, "await in a task, and let `%s` only note what happened",
       callback->name);
}

static void check(struct pass *pass, const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++)
    check_callback(pass, function, function->out[i]);
}

const struct rule rule_await_in_forbidden_place = {
    .name = "await-in-forbidden-place",
    .summary = "a function that may suspend is called back where nothing can be suspended",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
