/*
A function for tasks is given to somebody who calls it as a plain callback.

What calls a handler of a signal, the entry of a thread, a callback of an event loop or a comparison
knows nothing of tasks. A function declared `async` finds no task there that it could suspend; one
that may suspend stops the loop that calls it; and the task that a function returns is dropped by a
caller that expects nothing, or a number: nobody awaits it, and its error is lost. The compiler says
nothing where the signatures happen to agree or where a cast makes them.

Give a plain function that starts a task for the work, and that keeps the task or gives it up with a
handler for its error.

## Bad

    static void ASYNC_LINT("async") flush_log(void) {
      (void)task_delay(10, CANCEL_NONE); // until the disk is ready
    }

    int main(void) {
      return atexit(flush_log);
    }

## Good

    static int flush_log(void *arg, cancel_token token, void *result) {
      return task_delay(10, token);
    }

    int main(void) {
      return task_wait(task_run(flush_log, NULL, 0, CANCEL_NONE));
    }

Who calls what is known from contracts (`calls`, `posts`, `offloads`, `starts`) and from the bodies
of functions that call their parameters. A function that is not declared `async` and may suspend is
reported where an event loop calls it back; handlers of signals, `atexit` and their like are for
`await-in-forbidden-place` then. In a thread of its own, and where it is called before the call
returns, as by `qsort` in a task, such a function may suspend.

## Fix

None: the caller's contract stays, so another function has to be written.

## What it cannot see

- Callbacks that are stored in a record, as for `sigaction`.
- The task that a thread returns through a pointer: whoever joins the thread may await it.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(async-callback-mismatch) our loop runs each callback in a task
*/
#include "rules/shared/callbacks.h"
#include "rules/shared/way.h"

#include <string.h>

/// The kind of handle that the function returns, to be consumed exactly once, or NULL.
static const struct handle_kind *returned_kind(struct pass *pass, const struct function *function) {
  const char *type = function->body          ? function->body->result
                     : function->declaration ? function->declaration->result
                                             : NULL;
  const struct handle_kind *kind = type ? program_handle_of_type(pass->program, type) : NULL;
  return kind && kind->exactly_once ? kind : NULL;
}

/// Whether the caller of this callback hands its result on, as `pthread_join` does.
static bool keeps_result(const struct function *through, const struct claim *claim) {
  const struct ir_declaration *declaration = through->declaration;
  const char *type = through->contract && (uint32_t)claim->param < through->contract->param_count
                         ? through->contract->params[claim->param].type
                     : declaration && (uint32_t)claim->param < declaration->param_count
                         ? declaration->params[claim->param].type
                         : "";
  return strncmp(type, "void *(", 7) == 0;
}

/// Whether the function that gets the callback calls it in a task that it has asked for.
static bool calls_in_task(const struct edge *edge) {
  size_t length = strlen(edge->through->symbol);
  for (uint32_t i = 0; i < edge->through->out_count; i++) {
    const struct edge *call = edge->through->out[i];
    if (call->callee->slot && !strncmp(call->callee->symbol, edge->through->symbol, length) &&
        call->callee->symbol[length] == '#' && call->in_task)
      return true;
  }
  return false;
}

/// Whether certainly no task runs where the callback is called.
static bool is_off_tasks(const struct function *function, const struct edge *edge,
                         const struct claim *claim) {
  switch (edge->kind) {
  case EDGE_OFFLOADS:
    return true;
  case EDGE_LATER:
    return claim && claim->word == CLAIM_calls; // what is posted may run as a task
  case EDGE_CALLBACK:
    if (claim && callback_is_kept(claim))
      return true;
    return function->outside && !edge->in_task && !calls_in_task(edge);
  default:
    return false;
  }
}

static const char *where_called(const struct edge *edge) {
  return edge->kind == EDGE_OFFLOADS ? "runs it on a thread, not in a task"
         : edge->kind == EDGE_LATER  ? "calls it back on a loop, not in a task"
                                     : "calls it where no task runs";
}

static void advise(struct pass *pass, struct finding *finding, const struct function *function,
                   const struct edge *edge) {
  if (edge->kind == EDGE_OFFLOADS)
    advice(pass, finding, function, edge->loc, "start a task that runs `%s`", edge->callee->name);
  else
    advice(pass, finding, function, edge->loc, "give a plain function that starts a task for `%s`",
           edge->callee->name);
}

/// A function declared `async` has to run in a task.
static void check_async(struct pass *pass, const struct function *function,
                        const struct edge *edge) {
  const struct function *callback = edge->callee;
  struct finding *finding = report(pass, function, edge->loc, "`%s` is `async`, and `%s` %s",
                                   callback->name, edge->through->name, where_called(edge));
  if (callback->declaration || callback->body)
    note(pass, finding, callback, IR_NONE, "`%s` is declared `async`", callback->name);
  advise(pass, finding, function, edge);
}

/// One that may suspend stops the loop that calls it back.
static void check_suspending(struct pass *pass, const struct function *function,
                             const struct edge *edge) {
  struct finding *finding = report(pass, function, edge->loc, "`%s` may suspend, and `%s` %s",
                                   edge->callee->name, edge->through->name, where_called(edge));
  struct edge *edges[WAY_MAX];
  note_calls(pass, finding, edges, way_to_suspension(edge->callee, edges, WAY_MAX));
  advise(pass, finding, function, edge);
}

/// The task that a callback returns is lost to whoever calls it as a plain function.
static bool check_returned(struct pass *pass, const struct function *function,
                           const struct edge *edge, const struct claim *claim) {
  const struct handle_kind *kind = returned_kind(pass, edge->callee);
  if (!kind || !claim || edge->through->body || keeps_result(edge->through, claim))
    return false;
  struct finding *finding =
      report(pass, function, edge->loc, "`%s` returns a %s, and `%s`, which calls it, drops it",
             edge->callee->name, kind->name, edge->through->name);
  note(pass, finding, edge->callee, IR_NONE, "`%s` returns the %s", edge->callee->name, kind->name);
  advice(pass, finding, function, edge->loc,
         "give a plain function that keeps the %s or gives it up with a handler", kind->name);
  return true;
}

static void check_callback(struct pass *pass, const struct function *function,
                           const struct edge *edge) {
  bool callback = edge->kind == EDGE_CALLBACK || edge->kind == EDGE_LATER ||
                  edge->kind == EDGE_OFFLOADS || edge->kind == EDGE_STARTS;
  if (!callback || !edge->through)
    return;
  bool suspends =
      edge->kind == EDGE_LATER && edge->callee->checked && callback_suspends(edge->callee);
  if (!suspends && !function_claim(edge->callee, CLAIM_async) && !returned_kind(pass, edge->callee))
    return; // a plain callback
  const struct claim *claim = edge_claim(pass->program, edge);
  if (check_returned(pass, function, edge, claim) || !is_off_tasks(function, edge, claim))
    return;
  if (function_claim(edge->callee, CLAIM_async))
    check_async(pass, function, edge);
  else if (suspends)
    check_suspending(pass, function, edge);
}

static void check(struct pass *pass, const struct function *function) {
  for (uint32_t i = 0; i < function->out_count; i++)
    check_callback(pass, function, function->out[i]);
}

const struct rule rule_async_callback_mismatch = {
    .name = "async-callback-mismatch",
    .summary = "a function for tasks is given to somebody who calls it as a plain callback",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
